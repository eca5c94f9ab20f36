import { sharedConfig } from './support/vitest.ts';

export default sharedConfig({ postgres: true, services: true, web: true });
