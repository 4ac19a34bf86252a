// j and k walk through the items of [data-list]; Enter opens, since each item is a link.
// data-list="preview" opens the item after a moment, for lists beside what they list.
import { bind } from './keys.js';

const PREVIEW_MS = 140;
let preview = null;
let entering = false;

bind('KeyJ', () => move(1));
bind('KeyK', () => move(-1));
bind('ArrowDown', (event) => event.target.closest?.('[data-list]') ? move(1) : false);
bind('ArrowUp', (event) => event.target.closest?.('[data-list]') ? move(-1) : false);

function move(step) {
  const list = [...document.querySelectorAll('[data-list]')].find((one) => one.checkVisibility());
  if (!list) return false;
  const items = [...list.querySelectorAll('[data-item]')];
  const next = items[Math.min(Math.max(position(items) + step, 0), items.length - 1)];
  if (!next) return false;
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
  if (list.dataset.list === 'preview') {
    clearTimeout(preview);
    preview = setTimeout(() => next.getAttribute('aria-current') || next.click(), PREVIEW_MS);
  }
  return true;
}

function position(items) {
  const focused = items.indexOf(document.activeElement);
  return focused >= 0 ? focused : items.findIndex((one) => one.getAttribute('aria-current'));
}

// Enter means to work on the item: the cursor goes on to its form. A preview leaves it in the list.
document.addEventListener('keydown', (event) => {
  entering = event.code === 'Enter' && event.target.matches?.('[data-list="preview"] [data-item]');
}, { capture: true });

// The list stays while its details change, so the mark moves here.
document.addEventListener('htmx:after:swap', () => {
  mark();
  if (entering) focusForm();
  entering = false;
});
window.addEventListener('popstate', () => setTimeout(mark));

function focusForm() {
  const controls = document.querySelectorAll('[data-main-form] :is(input, select, textarea):not([type="hidden"], :disabled)');
  const first = [...controls].find((one) => one.checkVisibility()) ?? document.querySelector('#task h1');
  first?.focus();
}

function mark() {
  for (const item of document.querySelectorAll('[data-list="preview"] [data-item]')) {
    const current = new URL(item.href).pathname === location.pathname;
    if (current) item.setAttribute('aria-current', 'true');
    else item.removeAttribute('aria-current');
  }
}
