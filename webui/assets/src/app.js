// The behaviour of every page. Everything essential works without it.
import './css/app.css';
import './js/htmx.js';
import './js/autosave.js';
import './js/forms.js';
import './js/lists.js';
import './js/live.js';
import './js/menus.js';
import './js/palette.js';
import './js/shortcuts.js';
import './js/toasts.js';

document.documentElement.classList.add('has-script');
