import { render } from 'preact';
import { App } from './App.js';
import { listenForImages } from './state/intake.js';
import { keepForOffline } from './state/offline.js';
import { openStudio } from './state/open.js';
import { connectAddress } from './state/route.js';
import { findRuns } from './state/runs.js';
import './styles/tokens.css';
import './styles/page.css';
import './styles/parts.css';
import './styles/views.css';

connectAddress();
listenForImages();
render(<App />, document.getElementById('studio')!);
await findRuns();
const keepAll = await keepForOffline();
await openStudio();
keepAll();
