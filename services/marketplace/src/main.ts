import { startQuickly } from '@atoll/server-kit/quick-start';

startQuickly();
// Only what is imported after that loads quickly.
const { start } = await import('./serve.ts');
await start(process.env);
