// Record pages: fields that suggest names, and diagrams that begin where the process stands.
import './records.css';

const PAUSE_MS = 180;

for (const field of document.querySelectorAll('[data-suggest]')) suggest(field);
for (const frame of document.querySelectorAll('[data-diagram]')) centre(frame);

/** A list of names below a field, from the server while one types. */
function suggest(field) {
  const list = document.createElement('datalist');
  list.id = `${field.id}-names`;
  field.after(list);
  field.setAttribute('list', list.id);
  const address = field.form.dataset.search;
  let timer = null;
  field.addEventListener('input', () => {
    clearTimeout(timer);
    const words = field.value.trim();
    if (words.length < 2) return;
    timer = setTimeout(async () => {
      const answer = await fetch(`${address}?type=${encodeURIComponent(field.dataset.suggest)}&q=${encodeURIComponent(words)}`);
      if (!answer.ok) return;
      list.replaceChildren(...(await answer.json()).map((one) => new Option('', one.label)));
    }, PAUSE_MS);
  });
}

function centre(frame) {
  const current = frame.querySelector('.is-incident, .is-current');
  if (!current) return;
  const step = current.getBoundingClientRect();
  const view = frame.getBoundingClientRect();
  frame.scrollLeft += step.left + step.width / 2 - (view.left + view.width / 2);
  frame.scrollTop += step.top + step.height / 2 - (view.top + view.height / 2);
}
