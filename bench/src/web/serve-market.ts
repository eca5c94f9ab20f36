import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createCatalogue, loadCatalogue } from '@atoll/marketplace/catalogue/open-catalogue';
import { addCatalogue } from '@atoll/marketplace/routes/catalogue';
import { addWeb } from '@atoll/marketplace/routes/web';
import { tables } from '@atoll/marketplace/tables';
import { WebConfig } from '@atoll/sdk/web-config';
import { createApp } from '@atoll/server-kit/app';
import { openDatabase } from '@atoll/server-kit/database';
import { createLogger } from '@atoll/server-kit/logger';
import { serve } from '@atoll/server-kit/serve';
import { readWeb } from '@atoll/server-kit/web/read-web';
import { openEmbeddedStorage } from '@atoll/storage/embedded';
import { token } from '../search/assets.ts';
import { nobodyElse } from '../search/nobody-else.ts';

/** The marketplace's catalogue and its web app as the service mounts them, over a database that is full already. */
const [databaseUrl = '', port = ''] = process.argv.slice(2);
const logger = createLogger({ name: 'bench', level: 'error' });
const database = openDatabase({ url: databaseUrl, schema: tables, application: 'bench' });
const catalogue = createCatalogue();
await loadCatalogue(database, catalogue);
catalogue.progress.filled = true;
const tokens = [{ address: token, symbol: 'tUSD', decimals: 6 }];
const others = nobodyElse(tokens);
const config = WebConfig.parse({
  chainName: 'bench',
  addressBook: others.deployment,
  rpcUrl: 'http://127.0.0.1:9',
  indexerUrl: 'http://127.0.0.1:9',
  marketplaceUrl: `http://127.0.0.1:${port}`,
  confirmations: 0,
});
const app = createApp({ name: 'bench', version: '0', description: '', logger });
addCatalogue(app, {
  database,
  catalogue,
  storage: await openEmbeddedStorage({
    directory: await mkdtemp(join(tmpdir(), 'atoll-bench-')),
    gateways: [],
  }),
  ...others,
});
const directory = resolve(import.meta.dirname, '../../../services/marketplace/web/dist');
addWeb(app, {
  database,
  catalogue,
  deployment: others.deployment,
  web: { config, built: await readWeb({ directory }) },
});
const server = await serve({ app, port: Number(port), host: '127.0.0.1', logger });
console.log(`listening on ${server.url}`);
