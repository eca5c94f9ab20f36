import { keepCompiled } from '@atoll/server-kit/keep-compiled';

keepCompiled();
// Only what is imported after that is kept.
await import('./serve.ts');
