import { readAddressBook } from '@atoll/contracts/read-address-book';
import { createLogger } from '@atoll/server-kit/logger';
import { createShutdown } from '@atoll/server-kit/shutdown';
import { startOrExplain } from '@atoll/server-kit/start-or-explain';
import type { Storage } from '@atoll/storage/block-source';
import { chainsOf } from './chains-of.ts';
import { type Environment, finalityOf, pollingIntervalOf, readEnv } from './env.ts';
import { startService } from './service.ts';

/** Of the two stores only the one that is used is loaded: each is a fifth of the process. */
async function openStorage(env: Environment): Promise<Storage> {
  if (env.KUBO_URL === undefined) {
    const { openEmbeddedStorage } = await import('@atoll/storage/embedded');
    return openEmbeddedStorage({ directory: env.IPFS_DIRECTORY, gateways: env.IPFS_GATEWAYS });
  }
  const { openKuboStorage } = await import('@atoll/storage/kubo');
  return openKuboStorage({ url: env.KUBO_URL, gateways: env.IPFS_GATEWAYS });
}

async function open(environment: NodeJS.ProcessEnv): Promise<void> {
  const env = readEnv(environment);
  const logger = createLogger({ name: 'indexer', level: env.LOG_LEVEL });
  const shutdown = createShutdown({ logger, process, exitWithParent: env.ATOLL_EXIT_WITH_PARENT });
  try {
    const books = await Promise.all(env.DEPLOYMENT.map(readAddressBook));
    const chains = chainsOf(books, env.RPC_URL);
    await startService({
      databaseUrl: env.DATABASE_URL,
      ...(env.READ_DATABASE_URL === undefined ? {} : { readDatabaseUrl: env.READ_DATABASE_URL }),
      role: env.ROLE,
      chains: chains.map((chain) => ({
        ...chain,
        pollingInterval: pollingIntervalOf(env, chain.addressBook.chainId),
        finality: finalityOf(env, chain.addressBook.chainId),
      })),
      openStorage: () => openStorage(env),
      readyLag: env.READY_LAG,
      access: {
        proxies: env.TRUSTED_PROXIES,
        anonymous: {
          requestsPerMinute: env.ANONYMOUS_REQUESTS_PER_MINUTE,
          streams: env.ANONYMOUS_STREAMS,
          exportRows: env.ANONYMOUS_EXPORT_ROWS,
        },
        streams: env.MAX_STREAMS,
        connections: env.MAX_CONNECTIONS,
      },
      keptBytes: env.KEPT_ANSWERS_MB * 2 ** 20,
      webhookHosts: env.WEBHOOK_HOSTS,
      port: env.PORT,
      host: env.HOST,
      logger,
      onOpen: (name, close) => shutdown.add(name, close),
    });
  } catch (error) {
    await shutdown.run('the service could not start');
    throw error;
  }
}

/** Runs the service until the process is told to end. */
export const start = (environment: NodeJS.ProcessEnv): Promise<void> =>
  startOrExplain(() => open(environment));
