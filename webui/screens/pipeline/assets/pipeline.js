// The pipeline board: cards are dragged, or moved by keys. A move is asked from the server, which asks the process; a
// refused card goes back to where it was and says what is missing.
import Sortable from 'sortablejs';

import { csrfToken } from '../../../assets/src/js/csrf.js';
import { bind } from '../../../assets/src/js/keys.js';
import { toast } from '../../../assets/src/js/toasts.js';
import './pipeline.css';

const GATHER_MS = 400;
const board = document.querySelector('[data-board]');
const news = document.querySelector('[data-board-news]');
const status = document.querySelector('[data-board-status]');
const moving = document.querySelector('[data-move-dialog]');
const refusal = document.querySelector('[data-refusal-dialog]');
const words = document.querySelector('[data-board-words]').dataset;
const reason = moving.querySelector('#move-reason');
let dragging = false;
let asked = null;
let gathering = null;

arm();
document.querySelector('[data-board-filters]').addEventListener('change', (event) => event.currentTarget.requestSubmit());

function arm() {
  for (const list of board.querySelectorAll('[data-cards]')) {
    Sortable.create(list, {
      group: 'deals', sort: false, draggable: '.deal-card', animation: 120, delay: 200, delayOnTouchOnly: true,
      ghostClass: 'is-ghost', filter: '.board-more', revertOnSpill: true,
      onStart: () => { dragging = true; board.classList.add('is-dragging'); },
      onEnd: ({ item, from, to, oldIndex }) => {
        dragging = false;
        board.classList.remove('is-dragging');
        if (from !== to) ask(item, to.dataset.cards, () => from.insertBefore(item, from.children[oldIndex] ?? null));
      },
    });
  }
}

/** A move to the next stage goes through its gate; any other needs a reason first. */
function ask(card, to, undo) {
  if (to === card.dataset.stage) return;
  if (stages().indexOf(to) === stages().indexOf(card.dataset.stage) + 1) send(card, to, '', undo);
  else openMove(card, to, undo);
}

async function send(card, to, why, undo) {
  card.setAttribute('aria-busy', 'true');
  status.textContent = words.moving;
  const body = new URLSearchParams({ to, reason: why, seen: card.dataset.stage });
  const answer = await fetch(card.dataset.move, {
    method: 'POST', body, headers: { Accept: 'application/json', 'X-CSRF-Token': csrfToken() },
  }).catch(() => null);
  card.removeAttribute('aria-busy');
  if (!answer || !answer.headers.get('Content-Type')?.startsWith('application/json')) {
    undo();
    toast(words.offline, 'error');
    return;
  }
  const told = await answer.json();
  status.textContent = told.text ?? told.problem;
  if (answer.ok) {
    toast(told.text);
    await refresh(card.dataset.deal);
  } else {
    undo();
    if (told.needs_reason) openMove(card, to, undo);
    else openRefusal(card, told);
  }
}

function openRefusal(card, told) {
  refusal.querySelector('[data-refusal-name]').textContent = card.dataset.name;
  const missing = refusal.querySelector('[data-refusal-missing]');
  missing.replaceChildren(...told.missing.map((text) => Object.assign(document.createElement('li'), { textContent: text })));
  refusal.querySelector('[data-refusal-list]').hidden = !told.missing.length;
  const problem = refusal.querySelector('[data-refusal-problem]');
  problem.textContent = told.problem;
  problem.hidden = told.missing.length > 0;
  const link = refusal.querySelector('[data-refusal-task]');
  link.hidden = !told.task;
  if (told.task) link.href = told.task;
  refusal.showModal();
}

function openMove(card, to, undo) {
  asked = { card, to: null, undo };
  moving.querySelector('[data-move-name]').textContent = card.dataset.name;
  for (const button of targets()) button.disabled = button.value === card.dataset.stage;
  reason.value = '';
  choose(to ?? null);
  moving.showModal();
  if (to) reason.focus();
  else targets().find((button) => !button.disabled).focus();
}

function choose(to) {
  asked.to = to;
  for (const button of targets()) button.setAttribute('aria-pressed', String(button.value === to));
  moving.querySelector('[data-move-reason]').hidden = !to;
  moving.querySelector('[data-move-send]').hidden = !to;
}

for (const button of targets()) {
  button.addEventListener('click', () => {
    const { card, undo } = asked;
    if (stages().indexOf(button.value) === stages().indexOf(card.dataset.stage) + 1) {
      asked = null;
      moving.close();
      send(card, button.value, '', undo);
    } else {
      choose(button.value);
      reason.focus();
    }
  });
}

moving.querySelector('[data-move-send]').addEventListener('click', sendMove);
reason.addEventListener('keydown', (event) => {
  if (event.code === 'Enter' && (event.ctrlKey || event.metaKey)) sendMove();
});

function sendMove() {
  if (!reason.value.trim()) {
    reason.setAttribute('aria-invalid', 'true');
    reason.focus();
    return;
  }
  const { card, to, undo } = asked;
  asked = null;
  moving.close();
  send(card, to, reason.value, undo);
}

moving.addEventListener('close', () => {
  reason.removeAttribute('aria-invalid');
  asked?.undo();
  asked = null;
});

// 1 to 9 choose the stage while the dialog is open and nobody types.
moving.addEventListener('keydown', (event) => {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  if (!digit || event.target === reason) return;
  const button = targets()[digit - 1];
  if (button && !button.disabled) button.click();
  event.preventDefault();
});

board.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-move-open]');
  if (!opener) return;
  event.preventDefault();
  openMove(opener.closest('[data-deal]'), null, () => {});
});

bind('KeyM', () => {
  const card = document.activeElement.closest?.('[data-deal]');
  if (!card) return false;
  openMove(card, null, () => {});
  return true;
});

for (const [key, step] of [['ArrowLeft', -1], ['ArrowRight', 1]]) bind(key, () => across(step));
for (const [key, step] of [['ArrowUp', -1], ['ArrowDown', 1], ['KeyK', -1], ['KeyJ', 1]]) bind(key, () => along(step));

function across(step) {
  const card = document.activeElement.closest?.('[data-deal]');
  if (!card) return false;
  const place = cardsOf(card.closest('[data-column]')).indexOf(card);
  for (let column = sibling(card.closest('[data-column]'), step); column; column = sibling(column, step)) {
    const cards = cardsOf(column);
    if (cards.length) return focusCard(cards[Math.min(place, cards.length - 1)]);
  }
  return true;
}

function along(step) {
  const card = document.activeElement.closest?.('[data-deal]');
  const cards = card ? cardsOf(card.closest('[data-column]')) : [...board.querySelectorAll('[data-deal]')];
  const next = card ? cards[cards.indexOf(card) + step] : cards[0];
  return next ? focusCard(next) : Boolean(card);
}

function focusCard(card) {
  card.querySelector('[data-item]').focus();
  card.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  return true;
}

function sibling(column, step) {
  return step > 0 ? column.nextElementSibling : column.previousElementSibling;
}

function cardsOf(column) {
  return [...column.querySelectorAll('[data-deal]')];
}

function targets() {
  return [...moving.querySelectorAll('[data-move-targets] button')];
}

function stages() {
  return [...board.querySelectorAll('[data-column]')].map((column) => column.dataset.column);
}

// Live: what others move appears by itself, but never under the pointer or below an open dialog.
document.addEventListener('baton:change', ({ detail }) => {
  if (!detail.everything && !detail.record.some((ref) => ref.startsWith('opportunity:'))) return;
  clearTimeout(gathering);
  gathering = setTimeout(() => (isBusy() ? offer() : refresh()), GATHER_MS);
});

news.addEventListener('click', () => refresh());
board.addEventListener('pointerleave', () => news.hidden || isBusy() || refresh());

function isBusy() {
  return dragging || moving.open || refusal.open || board.querySelector('[data-deal]:hover, [aria-busy]') !== null;
}

function offer() {
  news.hidden = false;
}

/** The board as it is now; the focus, and how far each column was scrolled, stay. */
async function refresh(focused = document.activeElement.closest?.('[data-deal]')?.dataset.deal) {
  const answer = await fetch(board.dataset.href, { headers: { 'HX-Request': 'true' } }).catch(() => null);
  if (!answer?.ok || answer.headers.has('HX-Redirect')) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const scrolled = new Map([...board.querySelectorAll('[data-cards]')].map((list) => [list.dataset.cards, list.scrollTop]));
  const across = board.querySelector('.board').scrollLeft;
  board.replaceChildren(...fresh.body.children);
  board.querySelector('.board').scrollLeft = across;
  for (const list of board.querySelectorAll('[data-cards]')) list.scrollTop = scrolled.get(list.dataset.cards) ?? 0;
  window.htmx?.process(board);
  news.hidden = true;
  arm();
  const card = focused && board.querySelector(`[data-deal="${CSS.escape(focused)}"]`);
  card?.querySelector('[data-item]').focus({ preventScroll: true });
}
