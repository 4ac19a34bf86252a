// Record pages: filters that work at once, fields that suggest names, and diagrams that begin where the process stands.
import './records.css';

const PAUSE_MS = 180;

for (const field of document.querySelectorAll('[data-suggest]')) suggest(field);
for (const form of document.querySelectorAll('form[data-auto-submit]')) submitOnChange(form);
for (const frame of document.querySelectorAll('[data-diagram]')) explore(frame);

/** A filter works when it is chosen; what is empty stays out of the address. */
function submitOnChange(form) {
  form.addEventListener('change', (event) => event.target.matches('select') && form.requestSubmit());
  form.addEventListener('formdata', (event) => {
    for (const [name, value] of [...event.formData]) if (value === '') event.formData.delete(name);
  });
}

/** A list of names below a field, from the server while one types. */
function suggest(field) {
  const list = document.createElement('datalist');
  list.id = `${field.id}-names`;
  field.after(list);
  field.setAttribute('list', list.id);
  const address = field.form.dataset.search;
  let timer = null;
  field.addEventListener('input', () => {
    clearTimeout(timer);
    const words = field.value.trim();
    if (words.length < 2) return;
    timer = setTimeout(async () => {
      const answer = await fetch(`${address}?type=${encodeURIComponent(field.dataset.suggest)}&q=${encodeURIComponent(words)}`);
      if (!answer.ok) return;
      list.replaceChildren(...(await answer.json()).map((one) => new Option('', one.label)));
    }, PAUSE_MS);
  });
}

/** A diagram in its natural size, where the process stands in the middle; the page's buttons zoom and find steps. */
function explore(frame) {
  const svg = frame.querySelector('svg');
  const natural = svg?.viewBox.baseVal.width;
  if (!natural) return;
  const around = frame.closest('section');
  let scale = 1;

  const zoom = (to, middle = null) => {
    const before = { x: (frame.scrollLeft + frame.clientWidth / 2) / scale, y: (frame.scrollTop + frame.clientHeight / 2) / scale };
    scale = Math.min(Math.max(to, fitting()), 3);
    svg.style.width = `${natural * scale}px`;
    svg.style.height = `${svg.viewBox.baseVal.height * scale}px`;
    if (middle) show(middle);
    else frame.scrollTo((before.x * scale) - frame.clientWidth / 2, (before.y * scale) - frame.clientHeight / 2);
  };
  const tallest = parseFloat(getComputedStyle(frame).maxHeight);
  const fitting = () => Math.min(frame.clientWidth / natural, tallest / svg.viewBox.baseVal.height, 1);
  const show = (step) => {
    const there = (step.querySelector('.body') ?? step).getBoundingClientRect();
    const view = frame.getBoundingClientRect();
    frame.scrollLeft += there.left + there.width / 2 - (view.left + view.width / 2);
    frame.scrollTop += there.top + there.height / 2 - (view.top + view.height / 2);
  };

  const current = [
    '.is-incident', '.userTask.is-current', '.is-current:not(.subProcess)', '.is-current',
    '.has-incidents', '.userTask.has-tokens', '.has-tokens:not(.subProcess)', '.has-tokens',
  ];
  zoom(1, current.map((selector) => frame.querySelector(selector)).find(Boolean));
  around.addEventListener('click', (event) => {
    const button = event.target.closest('[data-zoom]');
    if (button) zoom({ in: scale * 1.4, out: scale / 1.4, fit: 0 }[button.dataset.zoom]);
  });
  document.addEventListener('click', (event) => {
    const name = event.target.closest('[data-locate]')?.dataset.locate;
    const step = name && frame.querySelector(`[data-id="${CSS.escape(name)}"]`);
    if (!step) return;
    zoom(1, step);
    frame.scrollIntoView({ block: 'nearest' });
  });
}
