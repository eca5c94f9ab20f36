import '@atoll/ui/theme.css';
import '@atoll/ui/desk/desk.css';
import './market.css';
import { startApp } from '@atoll/ui/start.tsx';
import { App, preloadPage } from './app.tsx';

await startApp(<App />, preloadPage(globalThis.location.pathname));
