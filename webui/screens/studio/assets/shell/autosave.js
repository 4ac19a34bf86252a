// Keeps the file on the server a moment after each change; what cannot be sent stays here and is sent again.
import { facts, say, token } from './facts.js';

const PAUSE_MS = 900;
const AGAIN_MS = 5000;
const STASH = `baton-studio:${facts.save}`;
const state = document.getElementById('studio-state');
const conflict = document.getElementById('studio-conflict');

export class Autosave {
  /** *read* gives the file's text, or a promise of it. */
  constructor(read) {
    this.read = read;
    this.version = facts.version;
    this.kept = facts.content;
    this.text = null;
    this.timer = null;
    this.running = null;
    addEventListener('online', () => this.dirty && this.save());
    addEventListener('pagehide', () => this.stash());
    addEventListener('beforeunload', (event) => this.dirty && event.preventDefault());
  }

  get dirty() {
    return this.timer !== null || this.text !== null;
  }

  /** What this window had not sent when it was closed; null if another window saved since. */
  static recovered() {
    const found = JSON.parse(localStorage.getItem(STASH) ?? 'null');
    localStorage.removeItem(STASH);
    return found?.version === facts.version ? found.text : null;
  }

  changed() {
    show(say('unsaved'));
    this.wait(PAUSE_MS);
  }

  wait(time) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), time);
  }

  /** Send what is not on the server yet; true when nothing is left to send. */
  async save() {
    clearTimeout(this.timer);
    this.timer = null;
    while (this.running) await this.running;
    this.text = await this.read();
    if (this.text === this.kept) {
      this.text = null;
      return true;
    }
    this.running = this.send();
    try {
      return await this.running;
    } finally {
      this.running = null;
    }
  }

  async send() {
    show(say('saving'));
    const text = this.text;
    let answer;
    try {
      answer = await fetch(facts.save, {
        method: 'PUT',
        body: text,
        headers: { 'X-CSRF-Token': token(), 'If-Match': `"${this.version}"`, 'Content-Type': 'application/octet-stream' },
        redirect: 'error',
      });
    } catch {
      show(say('offline'), true);
      this.wait(AGAIN_MS);
      return false;
    }
    return answer.ok ? this.done(text, await answer.json()) : this.refused(answer);
  }

  done(text, { version, saved }) {
    this.version = version;
    this.kept = text;
    this.text = null;
    conflict.hidden = true;
    show(say('saved', { time: saved }));
    return this.timer === null;
  }

  async refused(answer) {
    const told = await answer.json().catch(() => ({ message: answer.statusText }));
    if (told.conflict) {
      this.other = told.version;
      conflict.querySelector('[data-text]').textContent = say('conflict', { time: told.saved });
      conflict.hidden = false;
    }
    show(say('refused', { reason: told.message }), true);
    return false;
  }

  /** Of two windows this one wins: the person has said so. */
  keep() {
    this.version = this.other;
    this.kept = null;
    return this.save();
  }

  /** The other window wins; what stands here goes into a file, so that nothing is lost. */
  async take() {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([await this.read()], { type: 'application/octet-stream' }));
    link.download = facts.file;
    link.click();
    this.forget();
    location.reload();
  }

  forget() {
    clearTimeout(this.timer);
    this.timer = null;
    this.text = null;
  }

  stash() {
    if (this.text !== null) localStorage.setItem(STASH, JSON.stringify({ version: this.version, text: this.text }));
  }
}

function show(text, failed = false) {
  state.textContent = text;
  state.classList.toggle('is-failed', failed);
}
