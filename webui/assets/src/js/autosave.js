// Drafts of <form data-draft="URL">: what was typed is on the server a moment later, and at the latest when the page goes.
import { csrfToken } from './csrf.js';

const PAUSE_MS = 700;
let form = null;
let timer = null;
let saving = null;

document.addEventListener('input', (event) => {
  const changed = event.target.closest?.('form[data-draft]');
  if (!changed) return;
  form = changed;
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE_MS);
});

// A submitted form needs no draft, and a late draft must not cross the completion.
document.addEventListener('submit', (event) => {
  if (event.target === form) forget();
}, { capture: true });

addEventListener('pagehide', flush);
document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && flush());
document.addEventListener('htmx:before:request', flush);

function flush() {
  if (timer !== null) save();
}

function forget() {
  clearTimeout(timer);
  timer = null;
  saving?.abort();
}

async function save() {
  clearTimeout(timer);
  timer = null;
  const draft = form;
  saving = new AbortController();
  try {
    const answer = await fetch(draft.dataset.draft, {
      method: 'POST',
      body: withoutFiles(draft),
      headers: { 'X-CSRF-Token': csrfToken() },
      keepalive: true,
      redirect: 'error',
      signal: saving.signal,
    });
    show(draft, answer.ok ? 'saved' : 'failed');
  } catch (error) {
    if (error.name !== 'AbortError') show(draft, 'failed');
  }
}

function withoutFiles(draft) {
  const values = new URLSearchParams();
  for (const [name, value] of new FormData(draft)) {
    if (typeof value === 'string') values.append(name, value);
  }
  return values;
}

/** The status holds its own words, in the language of the page. */
function show(draft, outcome) {
  const status = draft.querySelector('[data-draft-status]');
  if (!status) return;
  status.textContent = outcome === 'saved' ? status.dataset.saved : status.dataset.failed;
  status.classList.toggle('is-failed', outcome === 'failed');
}
