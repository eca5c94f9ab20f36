import { sharedConfig } from '@atoll/tests/support/vitest';

const config = sharedConfig();

// The runtime reports its use to its maker unless it is told not to before it is loaded; the runner's main.ts does so too.
export default { ...config, test: { ...config.test, env: { ORT_DISABLE_TELEMETRY: '1' } } };
