// A <details data-menu> closes when the user goes elsewhere.
document.addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll('[data-menu][open]')) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener('keydown', (event) => {
  const menu = event.code === 'Escape' && document.querySelector('[data-menu][open]');
  if (!menu) return;
  menu.open = false;
  menu.querySelector('summary').focus();
  event.preventDefault();
  event.stopImmediatePropagation();
}, { capture: true });

// A long navigation keeps the place where one is in sight; its letters have their size when the page is loaded.
addEventListener('load', () => {
  document.querySelector('.destinations [aria-current="page"]')?.scrollIntoView({ block: 'nearest' });
});
