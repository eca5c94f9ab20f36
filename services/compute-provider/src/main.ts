import { keepCompiled } from '@atoll/server-kit/keep-compiled';

keepCompiled();
// Only what is imported after that is kept.
const { start } = await import('./serve.ts');
await start(process.env);
