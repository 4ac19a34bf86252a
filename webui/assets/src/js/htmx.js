// htmx swaps parts of pages; here it learns our forgery token and where the focus belongs.
import 'htmx.org';

import { csrfToken } from './csrf.js';

document.addEventListener('htmx:config:request', (event) => {
  event.detail.ctx.request.headers['X-CSRF-Token'] = csrfToken();
});

// A swapped part that names a focus target (a list of errors) gets it.
document.addEventListener('htmx:after:swap', () => {
  const target = document.querySelector('[data-focus-after-swap]');
  target?.removeAttribute('data-focus-after-swap');
  target?.focus({ preventScroll: true });
});
