// Shortcuts that the markup declares:
//   data-go="i"             a link that "g i" follows
//   data-shortcut="KeyC"    a button or link that a key presses
//   data-main-form          the form that Ctrl+Enter sends
//   data-search-field       where "/" puts the cursor
//   data-escape             the link that Esc follows
import { bind, isTyping } from './keys.js';

for (const link of document.querySelectorAll('[data-go]')) {
  if (link.dataset.go) bind(`KeyG Key${link.dataset.go.toUpperCase()}`, () => link.click());
}

// Parts of the page come and go: the element is looked up when its key is pressed.
for (const letter of 'ABCDEFHILMNOPQRSTUVWXYZ') {
  bind(`Key${letter}`, () => press(`[data-shortcut="Key${letter}"]`));
}

bind('Mod+Enter', (event) => {
  const form = event.target.closest?.('form') ?? document.querySelector('[data-main-form]');
  if (!form) return false;
  form.requestSubmit();
  return true;
}, { whileTyping: true });

bind('Slash', () => focus(document.querySelector('[data-search-field]')));
bind('Shift+Slash', () => {
  document.getElementById('help')?.showModal();
});

bind('Escape', (event) => {
  // An open dialog closes itself; in a field, Esc first leaves the field.
  if (document.querySelector('dialog[open]')) return false;
  if (isTyping(event.target)) {
    event.target.blur();
    return true;
  }
  return press('[data-escape]');
}, { whileTyping: true });

for (const opener of document.querySelectorAll('[data-help-open]')) {
  opener.addEventListener('click', () => document.getElementById('help').showModal());
}

function press(selector) {
  const target = [...document.querySelectorAll(selector)].find((one) => one.checkVisibility());
  target?.click();
  return Boolean(target);
}

function focus(field) {
  if (!field) return false;
  field.focus();
  field.select?.();
  return true;
}
