// The form as Baton's server draws it, beside the editor.
import { facts, token } from '../shell/facts.js';

const PAUSE_MS = 500;

export class Preview {
  constructor(read) {
    this.read = read;
    this.place = document.getElementById('studio-preview');
    this.timer = null;
  }

  toggle(button) {
    this.place.hidden = !this.place.hidden;
    button.setAttribute('aria-expanded', String(!this.place.hidden));
    // Both beside the form would leave no room for the form.
    document.getElementById('studio-panel').hidden = !this.place.hidden;
    this.draw();
  }

  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), PAUSE_MS);
  }

  async draw() {
    if (this.place.hidden) return;
    const headers = { 'X-CSRF-Token': token(), 'Content-Type': 'application/octet-stream' };
    const answer = await fetch(facts.preview, { method: 'POST', body: this.read(), headers, redirect: 'error' }).catch(() => null);
    if (answer?.ok) this.place.innerHTML = await answer.text();
  }
}
