import './mails.css';
