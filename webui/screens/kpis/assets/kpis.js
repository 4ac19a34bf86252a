// Key figures: a chosen team applies at once.
import './kpis.css';

for (const form of document.querySelectorAll('[data-auto-submit]')) {
  form.addEventListener('change', () => form.requestSubmit());
}
