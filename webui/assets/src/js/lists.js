// j and k walk through the items of [data-list]; Enter opens, since each item is a link.
// data-list="preview" opens the item after a moment, for lists beside what they list.
import { bind } from './keys.js';

const PREVIEW_MS = 140;
let preview = null;

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

// The list stays while its details change, so the mark moves here.
document.addEventListener('htmx:after:swap', () => mark());
window.addEventListener('popstate', () => setTimeout(mark));

function mark() {
  for (const item of document.querySelectorAll('[data-list="preview"] [data-item]')) {
    const current = new URL(item.href).pathname === location.pathname;
    if (current) item.setAttribute('aria-current', 'true');
    else item.removeAttribute('aria-current');
  }
}
