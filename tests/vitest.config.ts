import { sharedConfig } from './support/vitest.ts';

export default sharedConfig({ postgres: true, web: true });
