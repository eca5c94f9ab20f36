import type { Chain } from '@atoll/chain/chain';
import type { Quota } from '@atoll/server-kit/caller';
import type { Logger } from '@atoll/server-kit/logger';
import type { AllowedHost } from '@atoll/server-kit/safe-fetch/allowed-hosts';
import type { RunningServer } from '@atoll/server-kit/serve';
import type { Storage } from '@atoll/storage/block-source';
import type { ConfiguredChain } from './chains-of.ts';
import { madeOnce } from './made-once.ts';
import { migrateDatabases, openDatabases } from './open-databases.ts';
import { allEnded } from './store/all-ended.ts';

export interface ServiceParameters {
  databaseUrl: string;
  /** A replica that the API reads from. */
  readDatabaseUrl?: string;
  /** api: never writes a mirror. */
  role: 'all' | 'api';
  /** The first is the default of the API. */
  chains: readonly (ConfiguredChain & {
    /** Milliseconds between two looks at the head. */
    pollingInterval: number;
    /** Blocks on top of a block before it counts as final. */
    finality: number;
  })[];
  /** Called once. */
  openStorage: () => Promise<Storage>;
  /** Blocks that the mirror may be behind the node before it counts as not ready. */
  readyLag: number;
  access: {
    /** Reverse proxies in front of the service that are to be believed. */
    proxies: number;
    /** What one address may use without a key. */
    anonymous: Quota;
    /** Streams of changes and connections that this process holds in all. */
    streams: number;
    connections: number;
  };
  /** Bytes of answers that the API keeps, to give them again while nothing changes them. */
  keptBytes: number;
  /** Hosts of private networks that webhooks may go to, also over http. */
  webhookHosts: readonly AllowedHost[];
  port: number;
  host: string;
  logger: Logger;
  /** Is told what has to be closed, in the order in which it was opened. */
  onOpen: (name: string, close: () => Promise<unknown>) => void;
}

/**
 * What opens the service, and how to find each chain that this process may write. They are looked for already, beside what else a start
 * takes; what becomes of that is told to whoever asks.
 */
async function loadService(input: ServiceParameters) {
  const { connectNode, openService } = await import('./open-service.ts');
  const writers = input.role === 'all' ? input.chains : [];
  const chains = writers.map((chain): [number, () => Promise<Chain>] => {
    const find = madeOnce(() => connectNode(chain));
    find().catch(() => undefined);
    return [chain.addressBook.chainId, find];
  });
  return { openService, findChains: new Map(chains) };
}

/**
 * Opens everything, serves the API and mirrors the chains in the background. The API answers from the database at once, also while no node
 * does; `/ready` says when every mirror has reached its head. Resolves when the nodes were asked for the first time.
 *
 * @throws ChainMismatch, DatabaseUnavailable, MigrationRefused, OtherDeployment, MirrorMissing, PortTaken
 */
export async function startService(input: ServiceParameters): Promise<RunningServer> {
  if (input.chains.length === 0) throw new TypeError('an indexer mirrors at least one chain');
  const databases = await openDatabases(input);
  // The database makes its tables while the process loads what needs them. Both have ended before a failure is told: what is still
  // opening then could not be closed.
  const [, { openService, findChains }] = await allEnded([
    input.role === 'all' ? migrateDatabases(databases) : undefined,
    loadService(input),
  ]);
  return openService(input, databases, findChains);
}
