// The administration: filters that work at once, parts of a draft asked from the server, and hours drawn on bars.
import './administration.css';

const SNAP = 30;
const DAY = 24 * 60;

// On a phone the tabs scroll: the current one is in view.
document.querySelector('.admin-tabs [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });

for (const form of document.querySelectorAll('form[data-auto-submit]')) submitOnChange(form);

/** A filter works when it is chosen; what is empty stays out of the address. */
function submitOnChange(form) {
  form.addEventListener('change', (event) => event.target.matches('select') && form.requestSubmit());
  form.addEventListener('formdata', (event) => {
    for (const [name, value] of [...event.formData]) if (value === '') event.formData.delete(name);
  });
}

// -- parts of a draft ------------------------------------------------------------------------------------------------

// A button with data-part asks for the page as typed and takes over that part only: what is being typed stays.
document.addEventListener('submit', async (event) => {
  const selector = event.submitter?.dataset.part;
  if (!selector) return;
  event.preventDefault();
  const button = event.submitter;
  const answer = await fetch(button.formAction, { method: 'POST', body: new FormData(event.target, button) });
  if (!answer.ok) return event.target.submit();
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const [old, fresh] = [document.querySelector(selector), page.querySelector(selector)];
  const focused = focusOf(old);
  old.replaceWith(fresh);
  (fresh.querySelector(focused) ?? fresh.querySelector('input:placeholder-shown'))?.focus();
});

/** A selector that finds the control again that has the focus. */
function focusOf(part) {
  const { id, name, value } = part.contains(document.activeElement) ? document.activeElement : {};
  if (name === 'add_exception') return '.exception:last-child input';
  if (id) return `#${CSS.escape(id)}`;
  return name ? `[name="${name}"][value="${value}"]` : 'input';
}

document.addEventListener('change', (event) => {
  const button = document.getElementById(event.target.dataset.refreshes ?? '');
  button?.form.requestSubmit(button);
});

document.addEventListener('click', (event) => {
  const row = event.target.closest('[data-remove-exception]')?.closest('.exception');
  const next = row?.nextElementSibling ?? row?.previousElementSibling;
  row?.remove();
  next?.querySelector('input').focus();
});

// -- the week --------------------------------------------------------------------------------------------------------

document.addEventListener('input', (event) => {
  const bar = document.querySelector(`[data-week-bar="${CSS.escape(event.target.name ?? '')}"]`);
  if (bar) draw(bar, parse(event.target.value));
});

for (const bar of document.querySelectorAll('[data-week-bar]')) paint(bar);

document.addEventListener('click', (event) => {
  const action = event.target.closest('[data-week]')?.dataset.week;
  const bars = [...document.querySelectorAll('[data-week-bar]')];
  if (action === 'copy') for (const bar of bars.slice(1, 5)) write(bar, field(bars[0]).value);
  if (action === 'always') for (const bar of bars) write(bar, '00:00-24:00');
});

/** Drawing begins in a closed hour to open, in an open one to close. */
function paint(bar) {
  let stroke = null;
  const minute = (event) => {
    const { left, width } = bar.getBoundingClientRect();
    return Math.min(Math.max((event.clientX - left) / width, 0), 1) * DAY;
  };
  const changed = (event) => {
    const [from, to] = [stroke.from, minute(event)].sort((one, other) => one - other);
    const [opens, closes] = [Math.floor(from / SNAP) * SNAP, Math.ceil((to + 0.01) / SNAP) * SNAP];
    const rest = cut(stroke.before, opens, Math.min(closes, DAY));
    return stroke.opens ? joined([...rest, [opens, Math.min(closes, DAY)]]) : rest;
  };
  bar.addEventListener('pointerdown', (event) => {
    const before = parse(field(bar).value) ?? [];
    const from = minute(event);
    stroke = { from, before, opens: !before.some(([opens, closes]) => opens <= from && from < closes) };
    bar.setPointerCapture(event.pointerId);
    draw(bar, changed(event));
  });
  bar.addEventListener('pointermove', (event) => stroke && draw(bar, changed(event)));
  bar.addEventListener('pointerup', (event) => {
    if (stroke) write(bar, changed(event).map((one) => one.map(clock).join('-')).join(', '));
    stroke = null;
  });
  bar.addEventListener('pointercancel', () => {
    stroke = null;
    draw(bar, parse(field(bar).value));
  });
}

function field(bar) {
  return document.getElementById(bar.dataset.weekBar);
}

function write(bar, text) {
  field(bar).value = text;
  draw(bar, parse(text));
}

function draw(bar, hours) {
  const group = bar.querySelector('g');
  group.replaceChildren(...(hours ?? []).map(([opens, closes]) => {
    const box = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    for (const [name, value] of Object.entries({ class: 'week-open', x: opens, width: closes - opens, height: 24 })) {
      box.setAttribute(name, value);
    }
    return box;
  }));
}

/** Pairs of minutes; null for what the server will refuse. */
function parse(text) {
  const parts = text.split(/[,;\n]/).map((part) => part.trim()).filter(Boolean);
  const hours = parts.map((part) => {
    const match = /^(\d{1,2})[:.](\d\d)\s*[-–—]\s*(\d{1,2})[:.](\d\d)$/.exec(part);
    return match && [Number(match[1]) * 60 + Number(match[2]), Number(match[3]) * 60 + Number(match[4])];
  });
  return hours.every((one) => one && one[0] < one[1] && one[1] <= DAY) ? hours : null;
}

function cut(hours, opens, closes) {
  return hours.flatMap(([from, to]) => [[from, Math.min(to, opens)], [Math.max(from, closes), to]])
    .filter(([from, to]) => from < to);
}

function joined(hours) {
  const sorted = [...hours].sort((one, other) => one[0] - other[0]);
  return sorted.reduce((done, [opens, closes]) => {
    const last = done.at(-1);
    if (last && opens <= last[1]) last[1] = Math.max(last[1], closes);
    else done.push([opens, closes]);
    return done;
  }, []);
}

function clock(minute) {
  return [Math.floor(minute / 60), minute % 60].map((one) => String(one).padStart(2, '0')).join(':');
}
