// The control room: numbers that keep themselves fresh, and a diagram whose steps lead to their rows.
import './control.css';

const POLL_MS = 30_000;
const GATHER_MS = 800;
/** Counting over thousands of instances is dear: however much happens, it is asked no more often. */
const REST_MS = 8_000;

for (const frame of document.querySelectorAll('.process-map [data-diagram]')) leadToRows(frame);
for (const box of document.querySelectorAll('[data-check-all]')) checkAll(box);
for (const form of document.querySelectorAll('.instance-search')) submitBoxes(form);
if (document.querySelector('[data-refresh]')) keepFresh();

/** A step of the diagram is a way to what stands there; the table says the same to those who do not see it. */
function leadToRows(frame) {
  frame.addEventListener('click', (event) => {
    const step = event.target.closest('.is-step');
    const link = step && document.querySelector(`[data-step="${CSS.escape(step.dataset.id)}"]`);
    link?.click();
  });
}

/** The parts marked data-refresh are fetched again: when something has changed, and every half minute. */
function keepFresh() {
  let waiting = null;
  let last = 0;
  const look = () => {
    waiting = null;
    last = Date.now();
    if (document.visibilityState === 'visible') refresh();
  };
  document.addEventListener('baton:change', () => {
    waiting ??= setTimeout(look, Math.max(GATHER_MS, last + REST_MS - Date.now()));
  });
  setInterval(() => waiting ?? look(), POLL_MS);
}

async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: 'text/html' } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-refresh]')) {
    const news = fresh.getElementById(part.id);
    if (news && !inUse(part)) replace(part, news);
  }
}

/** Nothing moves under a hand: not while one chooses, types or stands in it. */
function inUse(part) {
  return part.contains(document.activeElement) || part.querySelector('input:checked, details[open]') !== null;
}

function replace(part, news) {
  if (part.dataset.refresh !== 'svg') {
    part.replaceChildren(...news.childNodes);
    return;
  }
  // The drawing keeps its size and place; only what is in it is new.
  const [before, after] = [part.querySelector('svg'), news.querySelector('svg')];
  if (before && after) before.innerHTML = after.innerHTML;
}

/** Boxes and days of a search work at once, as its lists do. */
function submitBoxes(form) {
  form.addEventListener('change', (event) => event.target.matches('[type="checkbox"], [type="date"]') && form.requestSubmit());
}

/** One box for all of a list, as long as the page has a script. */
function checkAll(box) {
  const boxes = () => [...box.form.querySelectorAll(`input[name="${CSS.escape(box.dataset.checkAll)}"]`)];
  box.addEventListener('change', () => boxes().forEach((one) => { one.checked = box.checked; }));
  box.form.addEventListener('change', () => {
    const checked = boxes().filter((one) => one.checked).length;
    box.indeterminate = checked > 0 && checked < boxes().length;
    box.checked = checked > 0 && checked === boxes().length;
  });
}
