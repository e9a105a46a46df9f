import { render } from 'preact';
import { ApiPage } from './ApiPage.js';
import '../state/theme.js';
import '../styles/tokens.css';
import '../styles/page.css';
import '../styles/parts.css';
import '../styles/api.css';

render(<ApiPage />, document.getElementById('api')!);
