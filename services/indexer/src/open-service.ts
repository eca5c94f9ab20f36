import type { Chain } from '@atoll/chain/chain';
import { systemClock } from '@atoll/server-kit/clock';
import { type RunningServer, serve } from '@atoll/server-kit/serve';
import type { Storage } from '@atoll/storage/block-source';
import { isShared } from './access/admit.ts';
import { openKeyDirectory } from './access/key-directory.ts';
import { shareUsage } from './access/share-usage.ts';
import { UsageMeter } from './access/usage-meter.ts';
import { createBase, type Parts } from './base-app.ts';
import { createOperations } from './create-operations.ts';
import { createStreamSlots } from './feed/stream-slots.ts';
import { type LateApp, lateApp } from './late-app.ts';
import { type OpenedChain, openChain } from './open-chain.ts';
import type { Databases } from './open-databases.ts';
import { createMeasures, type Measures } from './operations/measures.ts';
import { serverLimits } from './server-limits.ts';
import type { ServiceParameters } from './service.ts';
import { allEnded } from './store/all-ended.ts';

export { connectNode } from './connect-node.ts';

/** How to find the chains that this process may write, by their ids. */
type FindChains = ReadonlyMap<number, () => Promise<Chain>>;

async function openChains(
  input: ServiceParameters,
  parts: { databases: Databases; findChains: FindChains; measures: Measures },
): Promise<OpenedChain[]> {
  const { databaseUrl, readDatabaseUrl, logger, onOpen } = input;
  const { databases, findChains, measures } = parts;
  const chains: OpenedChain[] = [];
  for (const chain of input.chains) {
    const { chainId } = chain.addressBook;
    const primary = databases.ofChain.get(chainId);
    if (primary === undefined) throw new TypeError(`no database of chain ${chainId}`);
    chains.push(
      await openChain({
        ...chain,
        databaseUrl,
        ...(readDatabaseUrl === undefined ? {} : { readDatabaseUrl }),
        primary,
        findChain: findChains.get(chainId),
        listen: databases.sql,
        measures,
        logger,
        onOpen,
      }),
    );
  }
  return chains;
}

async function openStorage(input: ServiceParameters): Promise<Storage> {
  const storage = await input.openStorage();
  input.onOpen('storage', () => storage.close());
  return storage;
}

/** The API over parts that are open: what the service says of itself at once, the rest of it when somebody asks for it or can. */
function createLate(parts: Parts, input: ServiceParameters): LateApp {
  const operations = createOperations(parts, input);
  const early = createBase(parts, input);
  early.route('/', operations);
  const make = async () => {
    const { createApi } = await import('./create-api.ts');
    return createApi(parts, operations, input);
  };
  return lateApp({ early, paths: new Set(operations.routes.map(({ path }) => path)), make });
}

/**
 * Opens everything over databases that are connected, serves the API and mirrors the chains in the background. Resolves when the nodes were
 * asked for the first time.
 *
 * @throws ChainMismatch, OtherDeployment, MirrorMissing, PortTaken
 */
export async function openService(
  input: ServiceParameters,
  databases: Databases,
  findChains: FindChains,
): Promise<RunningServer> {
  const { logger, onOpen } = input;
  const { sql } = databases;
  const measures = createMeasures();
  const [opened, storage] = await allEnded([
    openChains(input, { databases, findChains, measures }),
    openStorage(input),
  ]);
  const chains = opened.map(({ context }) => context);
  const keys = await openKeyDirectory({ sql, logger });
  onOpen('keys', () => keys.close());
  const meter = new UsageMeter(systemClock, isShared);
  const sharing = shareUsage({ sql, meter, logger });
  onOpen('usage', () => sharing.close());
  const parts = { sql, chains, keys, meter, measures, slots: createStreamSlots(input.access.streams) };
  const app = createLate(parts, input);
  const reach = { allowed: input.webhookHosts };
  const begun = opened.map(({ context, startWriting }) =>
    startWriting({
      storage,
      onReached: () => app.make(),
      sideWork: (primary) => [
        {
          start: async () => {
            // Not before the mirror is live: until then nobody is told of anything.
            const { runWebhooks } = await import('./webhooks/run-webhooks.ts');
            return runWebhooks({
              databaseUrl: input.databaseUrl,
              sql: primary,
              chainId: context.chainId,
              hub: context.hub,
              reach,
              logger,
              outcomes: measures.deliveries,
            });
          },
        },
      ],
    }),
  );
  const allBegun = Promise.all(begun);
  // Told when the API is served: readers do not wait for nodes.
  allBegun.catch(() => undefined);
  // Who looks for listings does not do so during a backfill; without their code that has a third less memory to look after.
  if (opened.some(({ phase }) => phase === 'live')) await app.make();
  const limits = { ...serverLimits, connections: input.access.connections };
  const server = await serve({ app, port: input.port, host: input.host, logger, limits });
  onOpen('http', () => server.close());
  await allBegun;
  return server;
}
