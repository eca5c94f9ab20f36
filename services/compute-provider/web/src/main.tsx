import '@atoll/ui/theme.css';
import '@atoll/ui/desk/desk.css';
import { startApp } from '@atoll/ui/start.tsx';
import { DeskApp } from './app.tsx';

await startApp(<DeskApp />);
