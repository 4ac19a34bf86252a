// Fields of a form that depend on others appear and go while one answers. Without this module the server
// decides when the form is sent; with it, simple conditions are decided here and the others are asked from the server.
import { csrfToken } from './csrf.js';

const PAUSE_MS = 250;
const MOST_ROUNDS = 20;
let timer = null;
let asking = null;

document.addEventListener('input', (event) => answer(event.target.closest?.('form')));
document.addEventListener('change', (event) => {
  const form = event.target.closest?.('form');
  answer(form);
  if (form?.querySelector('[data-hide-by-server]')) {
    clearTimeout(timer);
    timer = setTimeout(() => ask(form), PAUSE_MS);
  }
});

// A form on its way asks nothing more: the late question would meet a task that is over.
document.addEventListener('submit', () => {
  clearTimeout(timer);
  asking?.abort();
}, { capture: true });

/** A field can hide a field that decides about another, so it goes on until nothing changes. */
function answer(form) {
  if (!form) return;
  const fields = [...form.querySelectorAll('[data-hide-if]')];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const changed = fields.map((field) => hide(field, isHidden(JSON.parse(field.dataset.hideIf), form)));
    if (!changed.includes(true)) return;
  }
}

/** true, false, or null when only the server knows. */
function isHidden(rule, form) {
  const results = rule.tests.map((test) => {
    const value = valueOf(form, test.name);
    return value === undefined ? null : (value === test.equals) !== test.negated;
  });
  if (results.includes(null)) return null;
  return rule.join === 'and' ? results.every(Boolean) : results.some(Boolean);
}

/** A control's value as FEEL sees it: empty and hidden are null, a single box to tick is a boolean. */
function valueOf(form, name) {
  const controls = [...form.querySelectorAll('input, select, textarea')].filter((one) => one.name === name);
  if (!controls.length) return undefined;
  const active = controls.filter((one) => !one.disabled);
  if (!active.length) return null;
  if (active[0].type === 'checkbox') return active[0].checked;
  if (active[0].type === 'radio') return active.find((one) => one.checked)?.value ?? null;
  return active[0].value.trim() || null;
}

function hide(field, hidden) {
  if (hidden === null || field.hidden === hidden) return false;
  field.hidden = hidden;
  for (const control of field.querySelectorAll('input, select, textarea')) {
    control.disabled = Boolean(control.closest('[hidden]:not(input)'));
  }
  return true;
}

async function ask(form) {
  asking?.abort();
  asking = new AbortController();
  const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string'));
  body.set('_refresh', '1');
  try {
    // Not form.action: a field of that name stands in its place.
    const reply = await fetch(form.getAttribute('action'), {
      method: 'POST', body, headers: { 'X-CSRF-Token': csrfToken() }, signal: asking.signal,
    });
    if (reply.ok) adopt(form, new DOMParser().parseFromString(await reply.text(), 'text/html'));
  } catch (error) {
    if (error.name !== 'AbortError') console.warn('Conditions could not be asked from the server:', error);
  }
}

/** Only visibility is taken over: what is being typed stays. */
function adopt(form, page) {
  for (const field of form.querySelectorAll('[data-hide-by-server]')) {
    const drawn = page.querySelector(`[data-hide-by-server="${CSS.escape(field.dataset.hideByServer)}"]`);
    if (drawn) hide(field, drawn.hidden);
  }
  answer(form);
}

// A refused form: the summary has the focus, and its links lead into the controls.
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('.error-summary a[href^="#"]');
  const control = link && document.getElementById(link.hash.slice(1));
  if (!control) return;
  event.preventDefault();
  control.scrollIntoView({ block: 'center' });
  (control.matches('input, select, textarea') ? control : control.querySelector('input, select, textarea'))?.focus();
});

for (const summary of document.querySelectorAll('.error-summary[data-focus-after-swap]')) summary.focus();
