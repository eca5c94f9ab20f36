import { migrate } from '@atoll/server-kit/migrate';
import { testDatabase } from '@atoll/tests/support/test-database';
import { connectTo } from '../store/connection.ts';
import { migrationsDirectory } from '../store/migrate-chain.ts';

/** A database of the test's own with the tables of the service. */
export async function serviceTables() {
  const { url } = await testDatabase();
  const sql = connectTo({ url, chainId: 31337, application: 'test', connections: 4 });
  await migrate({ sql, directory: migrationsDirectory, service: 'indexer' });
  return { url, sql, close: () => sql.end({ timeout: 3 }) };
}
