// The board looks again when a case changes anywhere, and each minute: time passes without a change.
import './case_board.css';

const MINUTE_MS = 60_000;
const REST_MS = 400;
const board = document.querySelector('[data-case-board]');
const filter = document.querySelector('[data-board-filter]');

filter?.addEventListener('change', () => filter.requestSubmit());

if (board) {
  let waiting = null;

  document.addEventListener('baton:change', ({ detail }) => {
    const ours = detail.instance.length > 0 || detail.record.some((one) => one.startsWith('case:'));
    if (detail.everything || ours) soon();
  });
  setInterval(soon, MINUTE_MS);

  // One step of a process changes many things; the board looks once.
  function soon() {
    waiting ??= setTimeout(look, REST_MS);
  }

  async function look() {
    waiting = null;
    if (document.hidden) {
      document.addEventListener('visibilitychange', soon, { once: true });
      return;
    }
    const answer = await fetch(board.dataset.caseBoard, { headers: { 'HX-Request': 'true' } }).catch(() => null);
    if (answer?.ok && !answer.redirected) show(await answer.text());
  }

  function show(html) {
    const held = board.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    const columns = board.querySelector('.board-columns');
    const [left, top] = [columns?.scrollLeft ?? 0, board.scrollTop];
    board.innerHTML = html;
    board.querySelector('.board-columns')?.scrollTo({ left });
    board.scrollTop = top;
    if (held) board.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  }
}
