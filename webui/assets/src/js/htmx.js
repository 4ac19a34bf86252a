// htmx swaps parts of pages; here it learns our forgery token and where the focus belongs.
import 'htmx.org';

import { csrfToken } from './csrf.js';

document.addEventListener('htmx:config:request', (event) => {
  event.detail.ctx.request.headers['X-CSRF-Token'] = csrfToken();
});

// Ctrl, Cmd or Shift with a click opens a tab or window. htmx 4.0.1 steps aside too late: it has stopped the link by then.
document.addEventListener('click', (event) => {
  const opensElsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
  if (opensElsewhere && event.target.closest?.('a[hx-get]')) event.stopPropagation();
}, { capture: true });

// A swapped part that names a focus target (a list of errors) gets it.
document.addEventListener('htmx:after:swap', () => {
  const target = document.querySelector('[data-focus-after-swap]');
  target?.removeAttribute('data-focus-after-swap');
  target?.focus({ preventScroll: true });
});
