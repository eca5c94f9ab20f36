import { sharedConfig } from '@atoll/tests/support/vitest';

export default sharedConfig({ postgres: true, services: true });
