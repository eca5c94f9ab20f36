import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCatalogue, loadCatalogue } from '@atoll/marketplace/catalogue/open-catalogue';
import { addCatalogue } from '@atoll/marketplace/routes/catalogue';
import { tables } from '@atoll/marketplace/tables';
import { createApp } from '@atoll/server-kit/app';
import { openDatabase } from '@atoll/server-kit/database';
import { createLogger } from '@atoll/server-kit/logger';
import { serve } from '@atoll/server-kit/serve';
import { openEmbeddedStorage } from '@atoll/storage/embedded';
import { token } from './assets.ts';
import { nobodyElse } from './nobody-else.ts';

/** The marketplace's catalogue as its service mounts it, over a database that is full already: no chain and no indexer is asked by a search. */
const [databaseUrl = ''] = process.argv.slice(2);
const logger = createLogger({ name: 'bench', level: 'error' });
const database = openDatabase({ url: databaseUrl, schema: tables, application: 'bench' });
const catalogue = createCatalogue();
/** Bytes that are in use once everything else is collected; needs --expose-gc. */
function bytesInUse(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
const before = bytesInUse();
const started = performance.now();
await loadCatalogue(database, catalogue);
catalogue.progress.filled = true;
const milliseconds = Math.round(performance.now() - started);
const loaded = { milliseconds, bytes: bytesInUse() - before, words: catalogue.words.dictionary.size };
console.log(`loaded ${JSON.stringify(loaded)}`);
const app = createApp({ name: 'bench', version: '0', description: '', logger });
addCatalogue(app, {
  database,
  catalogue,
  storage: await openEmbeddedStorage({
    directory: await mkdtemp(join(tmpdir(), 'atoll-bench-')),
    gateways: [],
  }),
  ...nobodyElse([{ address: token, symbol: 'tUSD', decimals: 6 }]),
});
const server = await serve({ app, port: 0, host: '127.0.0.1', logger });
console.log(`listening on ${server.url}`);
