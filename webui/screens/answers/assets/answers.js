// The style of the page where a customer says whether a case is solved.
import './answers.css';
