// What the server's checks say about the draft: a count in the head, a list below, and events for the editor.
import { facts, say, token } from './facts.js';

const PAUSE_MS = 500;
const ORDER = ['error', 'warning', 'hint'];
const drawer = document.getElementById('studio-findings');
const count = document.getElementById('studio-count');
const pill = count.parentElement;

export class Findings {
  /** *read* gives the file's text; *shown* is told of the findings of this file; *select* shows one. */
  constructor({ read, shown = () => {}, select = () => {}, name = (finding) => finding.place }) {
    Object.assign(this, { read, shown, select, name });
    this.timer = null;
    this.asked = 0;
  }

  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE_MS);
  }

  async ask() {
    const number = (this.asked += 1);
    const answer = await fetch(facts.findings, {
      method: 'POST',
      body: await this.read(),
      headers: { 'X-CSRF-Token': token(), 'Content-Type': 'application/octet-stream' },
      redirect: 'error',
    }).catch(() => null);
    if (!answer?.ok || number !== this.asked) return;
    const { findings } = await answer.json();
    this.shown(findings.filter((one) => one.file === facts.file));
    this.show(findings);
  }

  show(findings) {
    const counts = ORDER.map((severity) => [severity, findings.filter((one) => one.severity === severity).length]);
    const told = counts.filter(([, number]) => number);
    count.textContent = told.map(([severity, number]) => say(`${severity}s`, { count: number })).join(', ') || say('nothing');
    pill.dataset.worst = told[0]?.[0] ?? 'none';
    drawer.replaceChildren(findings.length ? list(findings, this) : empty());
  }
}

function list(findings, { select, name }) {
  const items = findings.map((one) => {
    const item = document.createElement('li');
    const button = document.createElement('button');
    button.type = 'button';
    button.append(chip(one), place(one, name), ` ${one.message} ${one.remedy}`);
    button.addEventListener('click', () => open(one, select));
    item.append(button);
    return item;
  });
  const found = document.createElement('ul');
  found.append(...items);
  return found;
}

function chip({ severity }) {
  const found = document.createElement('span');
  found.className = `chip chip-${{ error: 'error', warning: 'warn' }[severity] ?? 'info'}`;
  found.textContent = say(ORDER.includes(severity) ? severity : 'hint');
  return found;
}

function place(one, name) {
  const found = document.createElement('b');
  found.textContent = one.file === facts.file ? name(one) : say('elsewhere', { file: one.file });
  return found;
}

function empty() {
  const found = document.createElement('p');
  found.className = 'muted';
  found.textContent = say('nothing');
  return found;
}

/** A finding of another file opens that file. */
function open(one, select) {
  if (one.file === facts.file) select(one);
  else document.querySelector(`.studio-tabs a[title="${CSS.escape(one.file)}"]`)?.click();
}
