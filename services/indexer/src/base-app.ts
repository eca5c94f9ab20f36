import { type App, createApp } from '@atoll/server-kit/app';
import { admit } from './access/admit.ts';
import { keyScheme } from './access/describe-access.ts';
import type { KeyDirectory } from './access/key-directory.ts';
import type { UsageMeter } from './access/usage-meter.ts';
import type { ChainContext } from './chain-context.ts';
import type { StreamSlots } from './feed/stream-slots.ts';
import { measureRequests } from './operations/measure-requests.ts';
import type { Measures } from './operations/measures.ts';
import type { ServiceParameters } from './service.ts';
import type { Sql } from './store/connection.ts';

export const version = '0.1.0';

/** What is open once and answers whoever asks. */
export interface Parts {
  readonly sql: Sql;
  readonly chains: readonly ChainContext[];
  readonly keys: KeyDirectory;
  readonly meter: UsageMeter;
  readonly measures: Measures;
  readonly slots: StreamSlots;
}

/** An app that finds out who asks, counts it and says how long it took; it has no routes yet. */
export function createBase({ keys, meter, measures }: Parts, input: ServiceParameters): App {
  const { proxies, anonymous } = input.access;
  const app = createApp({
    name: 'indexer',
    version,
    description:
      'The mirror of Atoll’s contracts and metadata documents, rebuilt from chain and IPFS at any time.',
    logger: input.logger,
    // Everything here is public or asked for by a key in a header; how this process fares is for its operator.
    crossOrigin: { open: ({ path }) => path !== '/metrics', origins: [] },
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', keyScheme);
  app.use(measureRequests(measures.requests));
  app.use(admit({ keys, meter, anonymous, proxies }));
  return app;
}
