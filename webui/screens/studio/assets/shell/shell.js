// Around every editor: the head's buttons, the panel, leaving without loss, a narrow screen that only looks.
import './editor.css';
import './confirm.js';
import { Autosave } from './autosave.js';
import { facts, say } from './facts.js';
import { Findings } from './findings.js';

const drawer = document.getElementById('studio-findings');
const panel = document.getElementById('studio-panel');

/** Whether the screen is large enough to edit. */
export const editable = matchMedia('(min-width: 760px)').matches;

/** Wire one editor: *read* gives its text, *actions* are its own buttons by the name in data-do. */
export function shell({ read, actions = {}, ...finding }) {
  const autosave = new Autosave(read);
  const findings = new Findings({ read, ...finding });
  const all = { ...actions, findings: toggleDrawer, panel: togglePanel, keep: () => autosave.keep(), take: () => autosave.take() };
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-do]');
    if (button) all[button.dataset.do]?.(button);
  });
  leaveSafely(autosave);
  document.querySelector('.studio-tabs [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  document.addEventListener('keydown', (event) => {
    if (event.code === 'KeyS' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      autosave.save();
    }
  });
  findings.ask();
  const changed = () => {
    autosave.changed();
    findings.changed();
  };
  return { autosave, findings, changed };
}

/** The text that the editor begins with: what this window could not send the last time, else the server's. */
export function beginning() {
  const recovered = editable ? Autosave.recovered() : null;
  if (recovered !== null) document.getElementById('studio-state').textContent = say('recovered');
  return { text: recovered ?? facts.content, recovered: recovered !== null };
}

/** Say in the page that the file cannot be shown, instead of an empty canvas. */
export function failed(error) {
  const told = document.createElement('p');
  told.className = 'notice notice-error';
  told.textContent = say('unreadable', { reason: error.message });
  document.getElementById('studio-canvas').replaceChildren(told);
}

function toggleDrawer(button) {
  drawer.hidden = !drawer.hidden;
  button.setAttribute('aria-expanded', String(!drawer.hidden));
}

function togglePanel(button) {
  panel.hidden = !panel.hidden;
  button.setAttribute('aria-pressed', String(!panel.hidden));
}

/** Links and forms with data-leave go on when everything is on the server. */
function leaveSafely(autosave) {
  document.addEventListener('click', async (event) => {
    const link = event.target.closest('a[data-leave]');
    if (!link || !autosave.dirty || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (await autosave.save()) location.href = link.href;
  });
  document.addEventListener('submit', async (event) => {
    if (!event.target.matches('form[data-leave]') || !autosave.dirty) return;
    event.preventDefault();
    const { submitter, target } = event;
    if (await autosave.save()) target.requestSubmit(submitter);
  });
}
