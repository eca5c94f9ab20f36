import { sharedConfig } from '@atoll/tests/support/vitest';

export default sharedConfig();
