import { parseArgs } from 'node:util';
import { AtollError } from '@atoll/schemas/error';
import { databaseUrl, readEnvironment } from '@atoll/server-kit/environment';
import { openDatabase } from '@atoll/server-kit/database';
import { migrate } from '@atoll/server-kit/migrate';
import { z } from 'zod';
import { createKey, listKeys, revokeKey } from '../src/access/manage-keys.ts';
import { migrationsDirectory } from '../src/store/migrate-chain.ts';

const usage = `npm run key -w services/indexer -- create --name NAME [--requests-per-minute 6000] [--streams 100] [--export-rows 10000000]
npm run key -w services/indexer -- list
npm run key -w services/indexer -- revoke KEY_ID

The database is DATABASE_URL. A key is shown once, when it is made.
`;

const Count = z.coerce.number().int().nonnegative().max(2_147_483_647);
const Options = z.object({
  name: z.string().min(1).max(200).optional(),
  'requests-per-minute': Count.min(1).default(6000),
  streams: Count.default(100),
  'export-rows': Count.default(10_000_000),
});

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: 'string' },
    'requests-per-minute': { type: 'string' },
    streams: { type: 'string' },
    'export-rows': { type: 'string' },
  },
});

const print = (line: string) => void process.stdout.write(`${line}\n`);

async function run(): Promise<void> {
  const [command, keyId] = positionals;
  const options = Options.parse(values);
  const { DATABASE_URL: url } = readEnvironment(z.object({ DATABASE_URL: databaseUrl() }), process.env);
  const database = openDatabase({ url, schema: {}, application: 'indexer key', connections: 2 });
  try {
    await database.ping();
    await migrate({ sql: database.sql, directory: migrationsDirectory, service: 'indexer' });
    if (command === 'create' && options.name !== undefined) {
      const quota = {
        requestsPerMinute: options['requests-per-minute'],
        streams: options.streams,
        exportRows: options['export-rows'],
      };
      print((await createKey(database.sql, { name: options.name, quota })).key);
    } else if (command === 'list') {
      for (const key of await listKeys(database.sql)) print(JSON.stringify(key));
    } else if (command === 'revoke' && keyId !== undefined) {
      await revokeKey(database.sql, keyId);
      print(`${keyId} is revoked`);
    } else {
      process.stderr.write(usage);
      process.exitCode = 2;
    }
  } finally {
    await database.close();
  }
}

try {
  await run();
} catch (error) {
  if (!(error instanceof AtollError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint}\n`);
  process.exitCode = 1;
}
