// Keys by their place on the keyboard (event.code), so that they work under every layout.

const SEQUENCE_MS = 1200;
// These are printed in the help by their sign, and the sign is not on the same key everywhere.
const SIGNS = { '?': 'Shift+Slash', '/': 'Slash' };
const bindings = new Map();
let pending = null;

/** Call *handler* for a combination: 'KeyJ', 'Shift+Slash', 'Mod+Enter', or two after another: 'KeyG KeyI'. */
export function bind(combination, handler, { whileTyping = false } = {}) {
  bindings.set(combination, { handler, whileTyping });
}

export function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable
    || (target.matches('input, textarea, select') && !target.matches('[type="checkbox"], [type="radio"], [type="button"], [type="submit"]')));
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const single = combinationOf(event);
  const binding = bindings.get(pending ? `${pending} ${single}` : single) ?? bindings.get(single);
  remember(single);
  if (!binding || !allowed(event, binding)) return;
  if (binding.handler(event) !== false) event.preventDefault();
});

function combinationOf(event) {
  if (SIGNS[event.key] && !event.ctrlKey && !event.metaKey) return SIGNS[event.key];
  const modifiers = [(event.ctrlKey || event.metaKey) && 'Mod', event.shiftKey && 'Shift'].filter(Boolean);
  return [...modifiers, event.code === 'NumpadEnter' ? 'Enter' : event.code].join('+');
}

function allowed(event, binding) {
  if (binding.whileTyping) return true;
  return !isTyping(event.target) && !document.querySelector('dialog[open]');
}

function remember(single) {
  const begins = !pending && [...bindings.keys()].some((one) => one.startsWith(`${single} `));
  pending = begins ? single : null;
  if (begins) setTimeout(() => { pending = null; }, SEQUENCE_MS);
}
