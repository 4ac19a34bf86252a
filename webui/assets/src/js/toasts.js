// Short messages in the corner; screen readers hear them, a click or time sends them away.
const SHOWN_MS = 6000;

export function toast(text, kind = 'done') {
  const element = document.createElement('div');
  element.className = `toast toast-${kind}`;
  element.textContent = text;
  document.getElementById('toasts').append(element);
  dismissLater(element);
}

function dismissLater(element) {
  element.addEventListener('click', () => element.remove());
  // An error stays until it has been read.
  if (!element.classList.contains('toast-error')) setTimeout(() => element.remove(), SHOWN_MS);
}

document.querySelectorAll('[data-toast]').forEach(dismissLater);
