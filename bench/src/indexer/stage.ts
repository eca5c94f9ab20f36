import { type RunningPostgres, startPostgres } from '@atoll/tests/support/postgres';
import postgres from 'postgres';
import type { Report } from '../report.ts';
import { type MarketChain, startMarketChain } from './chain/market-chain.ts';
import { genesisTime } from './history/deployment.ts';
import { history } from './history/history.ts';

/** A history to be mirrored, by its size. */
export interface Scenario {
  readonly name: string;
  readonly events: number;
  readonly blocks: number;
  /** Seconds between two blocks. */
  readonly blockTime: number;
}

/** Blocks without events on top of each history: more than any of those compared waits for, so that every event is final to all. */
export const blocksOnTop = 70;

/** The same market in every benchmark. */
const seed = 20_260_101;

/** A chain that holds a scenario's history. */
export async function writeChain(scenario: Scenario, report: Report): Promise<MarketChain> {
  const { events, blocks, blockTime, name } = scenario;
  const chain = await startMarketChain();
  try {
    let at = 0;
    for (const block of history({ events, blocks, blockTime, seed })) {
      await chain.write(block);
      at += 1;
      if (at % 500 === 0) report.progress(`${name}: ${at} of ${blocks} blocks mined`);
    }
    for (; at < blocks + blocksOnTop; at++) {
      await chain.write({ timestamp: genesisTime + (at + 1) * blockTime, acts: [] });
    }
    return chain;
  } catch (error) {
    await chain.stop();
    throw error;
  }
}

/** A durable database server, shared by all that are compared. */
export interface Databases {
  /** An empty database; gone when the work is done. */
  withDatabase<T>(work: (url: string) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

/** What Postgres comes with; servers for tests have half of it. */
const asItComes = { shared_buffers: '128MB' };

/** @param settings what is not as the server comes with it */
export async function startDatabases(settings: Readonly<Record<string, string>> = {}): Promise<Databases> {
  const server: RunningPostgres = await startPostgres({ settings: { ...asItComes, ...settings } });
  let number = 0;
  return {
    withDatabase: async (work) => {
      number += 1;
      const name = `bench_${number}`;
      const url = await server.createDatabase(name);
      try {
        return await work(url);
      } finally {
        await server.dropDatabase(name);
      }
    },
    stop: () => server.stop(),
  };
}

/** What a database takes on disk, in bytes: tables and indexes. */
export async function sizeOf(databaseUrl: string): Promise<number> {
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    const [row] = await sql<{ bytes: string }[]>`select pg_database_size(current_database()) as bytes`;
    return Number(row?.bytes);
  } finally {
    await sql.end();
  }
}

/** A mirror holds other logs than the chain: its figures would mean nothing. */
export class MirrorIncomplete extends Error {
  constructor(found: number, expected: number) {
    super(`the mirror holds ${found} logs of ${expected}`);
    this.name = 'MirrorIncomplete';
  }
}

/** @throws MirrorIncomplete where the service's table of raw logs holds fewer than the history has */
export async function checkLogs(databaseUrl: string, expected: number): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    const tables = await sql<{ table_schema: string }[]>`
      select table_schema from information_schema.tables where table_name = 'logs' and table_schema like 'indexer%'`;
    let found = 0;
    for (const { table_schema } of tables) {
      const [row] = await sql<{ count: string }[]>`select count(*) from ${sql(table_schema)}.logs`;
      found += Number(row?.count ?? 0);
    }
    if (found < expected) throw new MirrorIncomplete(found, expected);
  } finally {
    await sql.end();
  }
}
