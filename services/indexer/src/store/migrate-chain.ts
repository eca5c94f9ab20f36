import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sql } from '@atoll/server-kit/database';
import { migrate } from '@atoll/server-kit/migrate';
import { allEnded } from './all-ended.ts';
import { marketSchema, readSchema } from './connection.ts';

/** The folder of all services' migrations. */
export const migrationsDirectory = fileURLToPath(new URL('../../../../migrations', import.meta.url));
const ownDirectory = join(migrationsDirectory, 'indexer');

/** The projections, in the schema named: the live one, or one that is built beside it. */
export function migrateMarket(sql: Sql, schema: string): Promise<string[]> {
  return migrate({ sql, directory: ownDirectory, service: 'market', schema });
}

/** Brings the service's own tables and those of one chain up to date, which know nothing of each other. */
export async function migrateChain(sql: Sql, chainId: number): Promise<void> {
  await allEnded([
    migrateMarket(sql, marketSchema(chainId)),
    migrate({ sql, directory: ownDirectory, service: 'chain', schema: readSchema(chainId) }),
    migrate({ sql, directory: migrationsDirectory, service: 'indexer' }),
  ]);
}
