// Style and small behaviour of the studio's pages.
import './studio.css';
import './shell/confirm.js';
