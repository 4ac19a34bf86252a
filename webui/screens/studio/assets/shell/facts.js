// What the page tells its script: addresses, the file and its version, texts in the language of the page.
export const facts = JSON.parse(document.getElementById('studio-facts').textContent);

/** A text of the page with its gaps filled. */
export function say(name, values = {}) {
  return facts.texts[name].replace(/\{(\w+)\}/g, (_, gap) => values[gap]);
}

export function token() {
  return document.querySelector('meta[name="csrf-token"]').content;
}
