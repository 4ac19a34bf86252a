// Ctrl+K: one field for every place and action of the page, and for the names of records.
import { bind } from './keys.js';

const SEARCH_MS = 160;
const dialog = document.getElementById('palette');
if (dialog) install();

function install() {
  const field = dialog.querySelector('input');
  const list = dialog.querySelector('ul');
  const empty = dialog.querySelector('.palette-empty');
  let options = [];
  let selected = 0;
  let search = null;

  bind('Mod+KeyK', open, { whileTyping: true });
  document.querySelectorAll('[data-palette-open]').forEach((one) => one.addEventListener('click', open));
  field.addEventListener('input', () => { draw(); findRecords(); });
  dialog.addEventListener('keydown', onKey);
  dialog.addEventListener('click', (event) => {
    const option = event.target.closest('[role="option"]');
    if (option) run(options[Number(option.dataset.index)]);
    else if (event.target === dialog) dialog.close();
  });

  function open() {
    if (dialog.open) return;
    field.value = '';
    draw();
    dialog.showModal();
    field.focus();
  }

  function draw(found = []) {
    const words = field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const fits = (one) => words.every((word) => one.label.toLocaleLowerCase().includes(word));
    options = [...commands().filter(fits), ...found];
    selected = 0;
    list.replaceChildren(...rows(options));
    empty.hidden = options.length > 0;
    mark();
  }

  function findRecords() {
    clearTimeout(search);
    const text = field.value.trim();
    if (!dialog.dataset.search || text.length < 2) return;
    search = setTimeout(async () => {
      const answer = await fetch(`${dialog.dataset.search}?q=${encodeURIComponent(text)}`, { headers: { Accept: 'application/json' } });
      if (answer.ok && field.value.trim() === text) draw((await answer.json()).map(asCommand));
    }, SEARCH_MS);
  }

  function onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.code] ?? { KeyN: 1, KeyP: -1 }[event.ctrlKey && event.code];
    if (step) {
      selected = (selected + step + options.length) % Math.max(options.length, 1);
      mark();
    } else if (event.code === 'Enter' || event.code === 'NumpadEnter') {
      run(options[selected]);
    } else {
      return;
    }
    event.preventDefault();
  }

  function mark() {
    list.querySelectorAll('[role="option"]').forEach((row) => {
      const current = Number(row.dataset.index) === selected;
      row.setAttribute('aria-selected', String(current));
      if (current) row.scrollIntoView({ block: 'nearest' });
    });
    field.setAttribute('aria-activedescendant', options.length ? `palette-option-${selected}` : '');
  }

  function run(option) {
    if (!option) return;
    dialog.close();
    option.run();
  }
}

/** Everything that can be done: destinations, what has data-command on the page or in the menu, items of the list. */
function commands() {
  const visible = (one) => one.checkVisibility();
  const go = [...document.querySelectorAll('[data-go]')].map((link) => ({
    group: 'go', label: link.querySelector('span').textContent, icon: iconOf(link),
    hint: link.dataset.go ? `G ${link.dataset.go.toUpperCase()}` : '', run: () => link.click(),
  }));
  const actions = [...document.querySelectorAll('[data-command]')].filter((one) => visible(one) || one.closest('[data-global]')).map((one) => ({
    group: 'do', label: one.dataset.command || one.textContent.trim(), icon: iconOf(one),
    hint: (one.dataset.shortcut ?? '').replace('Key', ''), run: () => (one.matches('form') ? one.requestSubmit() : one.click()),
  }));
  const items = [...document.querySelectorAll('[data-item][data-title]')].map((item) => ({
    group: 'found', label: item.dataset.title, icon: iconOf(item), hint: '', run: () => item.click(),
  }));
  return [...go, ...actions, ...items];
}

function asCommand(record) {
  return { group: 'found', label: record.label, icon: `#${record.icon}`, hint: record.kind, run: () => location.assign(record.href) };
}

function iconOf(element) {
  return element.querySelector('use')?.getAttribute('href') ?? '#arrow-right';
}

function rows(options) {
  const found = [];
  let group = null;
  options.forEach((option, index) => {
    if (option.group !== group) {
      group = option.group;
      found.push(heading(group));
    }
    found.push(row(option, index));
  });
  return found;
}

function heading(group) {
  const item = document.createElement('li');
  item.className = 'palette-group';
  item.role = 'presentation';
  item.textContent = dialog.querySelector(`template[data-group="${group}"]`).content.textContent;
  return item;
}

function row(option, index) {
  const item = document.createElement('li');
  item.className = 'palette-option';
  item.role = 'option';
  item.id = `palette-option-${index}`;
  item.dataset.index = index;
  item.append(icon(option.icon), element('span', option.label));
  if (option.hint) item.append(element(option.group === 'found' ? 'small' : 'kbd', option.hint));
  return item;
}

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function icon(href) {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const sprite = document.querySelector('svg.icon use').getAttribute('href').split('#')[0];
  const use = document.createElementNS(namespace, 'use');
  use.setAttribute('href', href.startsWith('#') ? sprite + href : href);
  svg.append(use);
  return svg;
}
