// The builder of segments: every change is counted by the server; another field or comparison redraws its row.
import './segments.css';

const PAUSE_MS = 250;

const form = document.querySelector('form[data-segment]');
if (form) build(form);
for (const check of document.querySelectorAll('form[data-auto-check]')) check.addEventListener('change', () => check.requestSubmit());

function build(form) {
  let timer = null;
  let latest = 0;

  form.addEventListener('input', (event) => {
    if (event.target.matches('[data-count]')) later(['segment-preview']);
  });
  form.addEventListener('change', (event) => {
    if (event.target.matches('[data-redraw]')) ask(['segment-conditions', 'segment-preview']);
  });
  form.addEventListener('click', (event) => {
    const button = event.target.closest('button[name="_do"]');
    if (!button) return;
    event.preventDefault();
    ask(['segment-conditions', 'segment-preview'], button);
  });

  function later(parts) {
    clearTimeout(timer);
    timer = setTimeout(() => ask(parts), PAUSE_MS);
  }

  /** Send what is built so far and put the answer's *parts* in place; an answer that was overtaken is dropped. */
  async function ask(parts, button = null) {
    clearTimeout(timer);
    const number = ++latest;
    const content = new FormData(form, button);
    const answer = await fetch(form.dataset.segment, { method: 'POST', body: new URLSearchParams(content), headers: { 'HX-Request': 'true' } });
    if (!answer.ok || number !== latest) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const focused = document.activeElement?.id;
    for (const part of parts) document.getElementById(part).replaceWith(fresh.getElementById(part));
    if (button) reach(button.value);
    else if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }
}

/** After add or remove the keyboard stands where the change was. */
function reach(action) {
  const [, group] = action.split(':');
  const place = action === 'add-group' ? [...document.querySelectorAll('.segment-group')].at(-1) : document.getElementById(`group-${group}`);
  const fields = (place ?? document).querySelectorAll('.segment-field');
  (fields[fields.length - 1] ?? document.querySelector('button[name="_do"]'))?.focus({ preventScroll: true });
}
