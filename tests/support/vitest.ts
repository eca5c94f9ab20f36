import { fileURLToPath } from 'node:url';
import type { ViteUserConfig } from 'vitest/config';

/**
 * What every workspace's tests share: two processes, no second try, time-outs that a busy two-core machine keeps.
 *
 * @param input.postgres start one Postgres for the run, for `testDatabase`
 * @param input.services build the services before the run, for whoever starts one
 * @param input.web build the web apps before the run, for stacks
 * @example
 * export default sharedConfig({ postgres: true });
 */
export function sharedConfig(
  input: { postgres?: boolean; services?: boolean; web?: boolean } = {},
): ViteUserConfig {
  const globalSetup = [
    ...(input.services === true ? ['./global-services.ts'] : []),
    ...(input.web === true ? ['./global-web.ts'] : []),
    ...(input.postgres === true ? ['./global-postgres.ts'] : []),
  ].map((path) => fileURLToPath(import.meta.resolve(path)));
  return {
    test: {
      pool: 'forks',
      // Modules are read once per worker instead of once per file: they keep no state, and reading them took longer than the tests did (of
      // the services' files 36 % of 10 minutes).
      isolate: false,
      maxWorkers: 2,
      retry: 0,
      testTimeout: 60_000,
      hookTimeout: 60_000,
      teardownTimeout: 10_000,
      // vitest's own second is missed where three files share two processors.
      expect: { poll: { timeout: 10_000 } },
      include: ['**/*.test.ts'],
      exclude: ['**/node_modules/**', '**/dist/**', '**/out/**'],
      globalSetup,
    },
  };
}
