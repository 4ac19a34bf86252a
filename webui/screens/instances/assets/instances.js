// The style of instance pages; their behaviour is that of record pages.
import './instances.css';
