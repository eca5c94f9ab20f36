import { join, resolve } from 'node:path';
import type { Chain } from '@atoll/chain/chain';
import type { AddressBook } from '@atoll/contracts/address-book';
import { type Clock, systemClock } from '@atoll/server-kit/clock';
import { openDatabase } from '@atoll/server-kit/database';
import { readWebIfBuilt } from '@atoll/server-kit/web/read-web';
import type { Storage } from '@atoll/storage/block-source';
import { openEmbeddedStorage } from '@atoll/storage/embedded';
import { openKuboStorage } from '@atoll/storage/kubo';
import { createCatalogue } from './catalogue/open-catalogue.ts';
import { openMarketIndexer } from './catalogue/indexer.ts';
import type { MarketplaceContext } from './context.ts';
import type { MarketplaceEnvironment } from './env.ts';
import { createWakeUp } from './pinning/hosting/wake-up.ts';
import { createKeyedLock } from './pinning/keyed-lock.ts';
import { createUploadSlots } from './pinning/upload-slots.ts';
import { openPrices } from './statements/prices/open-prices.ts';
import { createStatementSlots } from './statements/statement-slots.ts';
import { tables } from './tables.ts';
import { webConfigOf } from './web/web-config.ts';

/** Blocks of one DAG at most: 4 GiB in chunks of 1 MiB are 4,100; tiny blocks would cost an inode each. */
const maxBlocks = 200_000;
/** Where `npm run build -w services/marketplace` puts the web app. */
const webDirectory = resolve(import.meta.dirname, '../web/dist');
const uploadSlots = { perAccount: 2, total: 16 };
/** Statements that are made at once; one of 100,000 lines holds about 150 MB. */
const statementSlots = 2;

type StorageVariables = Pick<MarketplaceEnvironment, 'KUBO_URL' | 'IPFS_DIRECTORY' | 'IPFS_GATEWAYS'>;

async function openStorage(env: StorageVariables): Promise<Storage> {
  const gateways = env.IPFS_GATEWAYS;
  if (env.KUBO_URL !== undefined) return openKuboStorage({ url: env.KUBO_URL, gateways });
  return openEmbeddedStorage({ directory: env.IPFS_DIRECTORY, gateways });
}

/** Opens what the marketplace's verbs work with; the caller closes `storage` and `database`. */
export async function openContext(
  env: MarketplaceEnvironment,
  input: { deployment: AddressBook; chain: Chain; origin: string },
  clock: Clock = systemClock,
): Promise<MarketplaceContext> {
  const { deployment, chain, origin } = input;
  const database = openDatabase({ url: env.DATABASE_URL, schema: tables, application: 'marketplace' });
  return {
    storage: await openStorage(env),
    database,
    indexer: openMarketIndexer({ url: env.INDEXER_URL, chainId: deployment.chainId }),
    catalogue: createCatalogue(),
    deployment,
    chain,
    prices: openPrices({ database, clock }, { currency: env.FIAT_CURRENCY, source: env.PRICE_SOURCE }),
    statements: createStatementSlots(statementSlots),
    hosted: env.PINNING_SERVICE_URL === undefined ? undefined : createWakeUp(),
    web: {
      config: webConfigOf(env, deployment, origin),
      built: await readWebIfBuilt({ directory: webDirectory }),
    },
    clock,
    limits: {
      maxBytes: env.PIN_MAX_BYTES,
      quotaBytes: env.PIN_QUOTA_BYTES,
      totalBytes: env.PIN_TOTAL_BYTES,
      maxBlocks,
    },
    uploadDirectory: join(env.IPFS_DIRECTORY, 'marketplace-uploads'),
    uploads: createUploadSlots(uploadSlots),
    pinLock: createKeyedLock(),
  };
}
