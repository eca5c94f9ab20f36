import type { Chain } from '@atoll/chain/chain';
import type { FollowPause } from '@atoll/chain/follow-types';
import { createLogger } from '@atoll/server-kit/logger';
import { waitFor } from '@atoll/tests/support/wait';
import { derived, factNames, stateNames, totals } from '../project/tables.ts';
import type { BackfillLimits } from '../store/backfill.ts';
import { claimMirror } from '../store/claim-mirror.ts';
import { connectTo, lookUps, type Sql } from '../store/connection.ts';
import { readCursor } from '../store/cursor.ts';
import { migrateChain } from '../store/migrate-chain.ts';
import { mirrorChain } from '../sync/mirror-chain.ts';

/** Mirrors a chain into a database until told to stop. */
export async function startMirror(input: {
  chain: Chain;
  url: string;
  finality: number;
  limits?: BackfillLimits;
  /** Of the connection that writes. */
  settings?: Readonly<Record<string, string>>;
}) {
  const { chain, finality } = input;
  const { treasury: _treasury, ...contracts } = chain.addresses;
  const database = { url: input.url, chainId: chain.chainId, application: 'test', connections: 1 };
  const sql = connectTo({
    ...database,
    ...(input.settings === undefined ? {} : { settings: input.settings }),
  });
  const reader = connectTo({ ...database, settings: lookUps });
  await migrateChain(sql, chain.chainId);
  await claimMirror(sql, { chainId: chain.chainId, startBlock: chain.startBlock, contracts });
  const stopping = new AbortController();
  let failure: unknown;
  let pause: FollowPause | undefined;
  const running = mirrorChain(
    {
      chain,
      sql,
      reader,
      contracts,
      finality,
      ...(input.limits === undefined ? {} : { limits: input.limits }),
      logger: createLogger({ name: 'test', level: 'silent' }),
      onCommit: () => undefined,
      onReached: () => Promise.resolve(),
      onLive: () => Promise.resolve(),
      onHead: () => undefined,
      onFailure: () => undefined,
      onPause: (told) => {
        pause = told;
      },
    },
    stopping.signal,
  ).catch((error: unknown) => {
    failure = error;
  });
  return {
    sql: reader,
    failure: () => failure,
    pause: () => pause,
    /** Resolves when the mirror stands at the node's head, by number and hash. */
    reachHead: () =>
      waitFor(
        'the mirror reaching the head',
        async () => {
          if (failure !== undefined) throw failure;
          const head = await chain.publicClient.getBlock();
          const cursor = await readCursor(reader);
          return cursor?.hash === head.hash ? true : undefined;
        },
        { deadlineMs: 15_000 },
      ),
    stop: async () => {
      stopping.abort();
      await running;
      // A connection that was lost never says that it has ended.
      await sql.end({ timeout: 1 });
      await reader.end({ timeout: 1 });
    },
  };
}

/** Every table that is a function of the chain, row by row, in a stable order. */
export async function readTables(sql: Sql): Promise<Record<string, string[]>> {
  const names = [
    ...stateNames,
    ...factNames,
    ...Object.keys(totals),
    ...Object.keys(derived),
    'logs',
    'cursor',
  ];
  const tables: Record<string, string[]> = {};
  for (const name of names) {
    const rows = await sql<{ row: string }[]>`
      select to_jsonb(t)::text as row from ${sql(name)} as t order by 1`;
    tables[name] = rows.map(({ row }) => row);
  }
  // Below the last final block it depends on how the spans fell which blocks were kept until they are forgotten.
  const blocks = await sql<{ hash: string }[]>`
    select hash from blocks where number >= (select finalized from mirror) order by number`;
  tables['blocks'] = blocks.map(({ hash }) => hash);
  const documents = await sql<{ digest: string }[]>`select digest from documents order by 1`;
  tables['documents'] = documents.map(({ digest }) => digest);
  return tables;
}
