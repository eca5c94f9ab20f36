import type { ServiceParameters } from './service.ts';
import { allEnded } from './store/all-ended.ts';
import { connectTo, ping, type Sql } from './store/connection.ts';
import { migrateChain } from './store/migrate-chain.ts';

/** Connections to the primary. */
export interface Databases {
  /** With the service's own tables in its search path; can LISTEN. */
  readonly sql: Sql;
  /** With a chain's tables in its search path, by the chain's id. */
  readonly ofChain: ReadonlyMap<number, Sql>;
}

/** @throws DatabaseUnavailable */
export async function openDatabases({ databaseUrl, chains, onOpen }: ServiceParameters): Promise<Databases> {
  const open = async (name: string, application: string, chainId: number) => {
    const sql = connectTo({ url: databaseUrl, chainId, application });
    onOpen(name, () => sql.end({ timeout: 3 }));
    await ping(sql);
    return sql;
  };
  const ids = chains.map(({ addressBook }) => addressBook.chainId);
  const [sql, ...ofChain] = await allEnded([
    open('database', 'indexer service', ids[0] ?? 0),
    ...ids.map((chainId) => open(`indexer of chain ${chainId}`, 'indexer', chainId)),
  ]);
  return { sql, ofChain: new Map(ofChain.map((own, at) => [ids[at] ?? 0, own])) };
}

/**
 * Makes tables, or changes them into what this version needs.
 *
 * @throws MigrationRefused, MigrationFailed
 */
export async function migrateDatabases({ ofChain }: Databases): Promise<void> {
  for (const [chainId, sql] of ofChain) await migrateChain(sql, chainId);
}
