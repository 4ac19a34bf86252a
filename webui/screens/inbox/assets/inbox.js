// The inbox stays up to date by itself. It never moves the row under the cursor: what has gone says so in its place, and
// what is new waits behind a pill until the cursor is elsewhere.
import './inbox_live.css';

const GATHER_MS = 150;
const FAREWELL_MS = 4000;
const AWAY_MS = 800;

const list = document.querySelector('[data-inbox-rows]');
const news = document.querySelector('[data-inbox-news]');
const status = document.querySelector('[data-inbox-status]');
const pane = document.getElementById('task');
let gathering = null;
let heard = new Set();
let waiting = null;

document.addEventListener('baton:change', ({ detail }) => {
  if (!detail.task.length && !detail.everything) return;
  detail.task.forEach((key) => heard.add(key));
  clearTimeout(gathering);
  gathering = setTimeout(() => refresh(detail.everything), GATHER_MS);
});

news.addEventListener('click', () => settle());
for (const name of ['pointerleave', 'focusout']) {
  list.addEventListener(name, () => setTimeout(() => waiting && !isUnderCursor() && settle(), AWAY_MS));
}

async function refresh(everything) {
  const touched = heard;
  heard = new Set();
  const fresh = await ask();
  if (!fresh) return;
  document.querySelector('[data-inbox-views]').replaceWith(fresh.querySelector('[data-inbox-views]'));
  waiting = [...fresh.querySelectorAll('[data-inbox-rows] > li')];
  const gone = rows().filter((row) => !waiting.some((one) => one.dataset.task === row.dataset.task));
  const open = pane.querySelector('[data-open-task]')?.dataset.openTask;
  const told = await fates([...gone.map((row) => row.dataset.task), ...(open && (everything || touched.has(open)) ? [open] : [])]);
  gone.forEach((row) => sayGone(row, told[row.dataset.task]));
  if (open && (everything || touched.has(open))) tellForm(open, told[open]);
  if (isUnderCursor()) announce();
  else settle();
}

async function ask() {
  const address = new URL(list.dataset.href, location.href);
  address.searchParams.set('shown', rows().length);
  const answer = await fetch(address, { headers: { 'HX-Request': 'true' } }).catch(() => null);
  if (!answer?.ok || answer.headers.has('HX-Redirect')) return null;
  return new DOMParser().parseFromString(await answer.text(), 'text/html');
}

async function fates(keys) {
  if (!keys.length) return {};
  const answer = await fetch(`/live/tasks?${new URLSearchParams(keys.map((key) => ['key', key]))}`).catch(() => null);
  return answer?.ok && !answer.redirected ? answer.json() : {};
}

function rows() {
  return [...list.querySelectorAll(':scope > li[data-task]')];
}

function isUnderCursor() {
  return list.contains(document.activeElement) || list.matches(':hover');
}

/** The row stays where it is and says who has the task now. */
function sayGone(row, fate) {
  if (row.classList.contains('is-gone')) return;
  row.classList.add('is-gone');
  const words = document.createElement('span');
  words.className = 'chip';
  words.textContent = fate?.row ?? '–';
  row.querySelector('.task-row-foot').querySelectorAll('.chip, .task-holder').forEach((one) => one.remove());
  row.querySelector('.task-row-foot').append(words);
  setTimeout(() => { row.dataset.over = 'true'; removeOver(); }, FAREWELL_MS);
}

function announce() {
  const count = waiting.filter((one) => one.dataset.task && !find(one)).length;
  news.hidden = count === 0;
  news.textContent = count ? phrase(count) : '';
  status.textContent = news.textContent;
}

function phrase(count) {
  const form = new Intl.PluralRules(document.documentElement.lang).select(count);
  return (news.dataset[form] ?? news.dataset.many).replace('#', count.toLocaleString(document.documentElement.lang));
}

/** Take over what the server says, in its order. */
function settle() {
  const fresh = waiting;
  waiting = null;
  news.hidden = true;
  if (!fresh) return;
  const arrived = fresh.filter((one) => one.dataset.task && !find(one)).length;
  if (arrived) status.textContent = phrase(arrived);
  list.querySelector('#more')?.remove();
  let place = list.firstElementChild;
  for (const one of fresh) {
    while (place?.classList.contains('is-gone')) place = place.nextElementSibling;
    const known = one.dataset.task && find(one);
    if (known) {
      renew(known, one);
      if (known === place) place = place.nextElementSibling;
      else list.insertBefore(known, place);
    } else {
      if (one.dataset.task) one.classList.add('is-new');
      list.insertBefore(one, place);
      window.htmx?.process(one);
    }
  }
  removeOver();
  showEmpty();
}

function find(row) {
  return rows().find((one) => one.dataset.task === row.dataset.task && !one.classList.contains('is-gone'));
}

/** Only what is written in the row changes: the link keeps the focus and its mark. */
function renew(row, fresh) {
  const [link, other] = [row.querySelector('.task-row'), fresh.querySelector('.task-row')];
  if (link.innerHTML !== other.innerHTML) link.innerHTML = other.innerHTML;
  link.classList.toggle('is-late', other.classList.contains('is-late'));
}

function removeOver() {
  if (isUnderCursor()) return;
  for (const row of list.querySelectorAll('li.is-gone[data-over]')) {
    if (!row.querySelector('[aria-current]')) row.remove();
  }
  showEmpty();
}

function showEmpty() {
  const empty = list.children.length === 0;
  list.hidden = empty;
  const shown = list.parentElement.querySelector(':scope > .empty');
  if (!empty) shown?.remove();
  else if (!shown) list.after(document.querySelector('[data-inbox-empty]').content.cloneNode(true));
}

/** The open form says when the task is no longer what it was; what was typed stays. */
function tellForm(key, fate) {
  const task = pane.querySelector(`[data-open-task="${CSS.escape(key)}"]`);
  if (!task || (fate?.open && fate.holder === task.dataset.holder)) return;
  task.dataset.holder = fate?.holder ?? '';
  task.querySelector('[data-live-notice]')?.remove();
  const notice = document.createElement('div');
  notice.className = 'notice notice-warn';
  notice.dataset.liveNotice = '';
  notice.setAttribute('role', 'alert');
  notice.append(`${fate?.notice ?? pane.dataset.lost} `);
  const form = task.querySelector('#task-form');
  if (form && !fate?.works) {
    notice.append(`${pane.dataset.kept} `);
    for (const button of form.querySelectorAll('.task-foot button')) button.disabled = true;
  }
  if (fate?.open) notice.append(again());
  task.querySelector('.task-main').prepend(notice);
}

function again() {
  const link = document.createElement('a');
  link.href = location.href;
  link.textContent = pane.dataset.again;
  return link;
}
