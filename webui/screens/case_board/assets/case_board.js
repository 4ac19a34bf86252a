// The board, and the clock on the page of a case, look again when something changes anywhere, and each minute: time passes
// without a change.
import './case_board.css';

const MINUTE_MS = 60_000;
const BOARD_REST_MS = 400;
const PAGE_REST_MS = 2_000;
const board = document.querySelector('[data-case-board]');
const clock = document.querySelector('[data-case-clock]');
const filter = document.querySelector('[data-board-filter]');

filter?.addEventListener('change', () => filter.requestSubmit());
if (board) watch('case:', BOARD_REST_MS, () => ask(board.dataset.caseBoard, { 'HX-Request': 'true' }, showBoard));
if (clock) watch(clock.dataset.caseClock, PAGE_REST_MS, () => ask(location.href, { Accept: 'text/html' }, showClock));

// One step of a process changes many things: whoever watches records, by the beginning of their names, looks once.
function watch(records, restMs, look) {
  let waiting = null;

  document.addEventListener('baton:change', ({ detail }) => {
    const ours = detail.instance.length > 0 || detail.record.some((one) => one.startsWith(records));
    if (detail.everything || ours) soon();
  });
  setInterval(soon, MINUTE_MS);

  function soon() {
    waiting ??= setTimeout(() => {
      waiting = null;
      if (document.hidden) document.addEventListener('visibilitychange', soon, { once: true });
      else look();
    }, restMs);
  }
}

async function ask(address, headers, show) {
  const answer = await fetch(address, { headers }).catch(() => null);
  if (answer?.ok && !answer.redirected) show(await answer.text());
}

function showBoard(html) {
  const held = board.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const columns = board.querySelector('.board-columns');
  const [left, top] = [columns?.scrollLeft ?? 0, board.scrollTop];
  board.innerHTML = html;
  board.querySelector('.board-columns')?.scrollTo({ left });
  board.scrollTop = top;
  if (held) board.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
}

function showClock(html) {
  const fresh = new DOMParser().parseFromString(html, 'text/html').querySelector('[data-case-clock]');
  // Whoever notes what the customer has said is not interrupted.
  const busy = clock.contains(document.activeElement) || clock.querySelector('details[open]');
  if (fresh && !busy) clock.replaceChildren(...fresh.childNodes);
}
