import type { Change } from '@atoll/schemas/change';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { testDatabase } from '@atoll/tests/support/test-database';
import { connectTo, type Sql } from '../store/connection.ts';
import { migrateChain } from '../store/migrate-chain.ts';

/** A database of the test's own with the tables of some chains, each mirrored to its head, and connections for each. */
export async function chainTables(chainIds: readonly number[] = [31337]) {
  const { url } = await testDatabase();
  const connections: Sql[] = [];
  for (const chainId of chainIds) {
    const sql = connectTo({ url, chainId, application: 'test', connections: 4 });
    connections.push(sql);
    await migrateChain(sql, chainId);
    await sql`insert into mirror (chain_id, contracts, start_block, phase) values (${chainId}, '{}', 0, 'live')`;
  }
  const [sql] = connections;
  if (sql === undefined) throw new TypeError('no chain was named');
  return {
    url,
    sql,
    of: (chainId: number): Sql => connections[chainIds.indexOf(chainId)] ?? sql,
    close: async () => {
      for (const each of connections) await each.end({ timeout: 3 });
    },
  };
}

export const account = (digit: string): Address => Address.parse(`0x${digit.repeat(40).slice(0, 40)}`);
export const bytes32 = (digit: string): Bytes32 => Bytes32.parse(`0x${digit.repeat(64).slice(0, 64)}`);

/** A change of a job, of a block. */
export function jobChange(
  block: number,
  more: Partial<Extract<Change, { kind: 'job' }>> = {},
): Extract<Change, { kind: 'job' }> {
  return {
    kind: 'job',
    event: 'jobs.JobOrdered',
    block: { number: block, hash: bytes32('b'), time: 1_700_000_000 + block },
    transaction: bytes32('c'),
    logIndex: 0,
    jobId: bytes32('d'),
    assets: ['1'],
    accounts: [account('a')],
    tokens: [],
    ...more,
  };
}
