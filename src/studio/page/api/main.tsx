import { render } from 'preact';
import { ApiPage } from './ApiPage.js';
import '../state/theme.js';
import '../styles/api.css';

render(<ApiPage />, document.getElementById('api')!);
