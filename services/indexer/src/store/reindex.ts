import type { Contracts } from '../decode/emitters.ts';
import { derived, factNames, stateNames, totals } from '../project/tables.ts';
import { backfillLimits } from './backfill.ts';
import { connectTo, lookUps, marketSchema, readSchema } from './connection.ts';
import { lockCursor } from './cursor.ts';
import { dropUnread } from './drop-unread.ts';
import { NothingToReindex, ReindexRunning } from './errors.ts';
import { builders, makeDerived } from './go-live.ts';
import { migrateMarket } from './migrate-chain.ts';
import { Rebuild } from './rebuild.ts';
import { rateFrom } from './reputations.ts';
import { addToTotals } from './totals.ts';

/** Every table of projections. */
const projected = [...stateNames, ...factNames, ...Object.keys(totals), ...Object.keys(derived)];

/** How far a rebuild is. */
export type ReindexProgress =
  | { step: 'logs'; logs: number; of: number; block: number }
  /** Totals and indexes are made of what was applied. */
  | { step: 'totals' }
  /** The writer waits; the rest is applied and the tables are swapped. */
  | { step: 'swap' };

export interface ReindexParameters {
  url: string;
  chainId: number;
  /** Called after each batch of logs, and when another step begins. */
  onProgress?: (progress: ReindexProgress) => void;
  /** Logs of a batch. Default 1,000. */
  batch?: number;
}

/**
 * Rebuilds every projection of a chain from the logs that are kept, without asking any node, next to the live tables, and swaps the two in
 * one transaction: whoever reads finds the old rows or the new ones. The writer goes on meanwhile; what it commits is caught up with,
 * the last of it while it waits for the swap. A rebuild that is interrupted leaves the live tables as they are.
 *
 * @returns logs applied
 * @throws ReindexRunning, NothingToReindex
 * @example await reindex({ url, chainId: 31337, onProgress: (at) => at.step === 'logs' && bar.update(at.logs / at.of) });
 */
export async function reindex(input: ReindexParameters): Promise<{ logs: number; block: number }> {
  const { url, chainId, batch = backfillLimits.logs, onProgress } = input;
  const live = marketSchema(chainId);
  const [next, old] = [`${live}_next`, `${live}_old`];
  const connection = { url, chainId, market: next };
  const sql = connectTo({
    ...{ ...connection, application: 'indexer reindex', connections: 1 },
    // A new connection would come without the lock, and another process may have begun to rebuild.
    onClose: () => void sql.end({ timeout: 0.1 }),
  });
  const reader = connectTo({
    ...{ ...connection, application: 'indexer reindex, reading', connections: builders },
    // Logs come in the order of their key, whatever the planner holds of a table that nobody has counted yet: nothing waits for a sort.
    settings: { ...lookUps, enable_sort: 'off' },
  });
  try {
    const [row] = await sql<{ locked: boolean }[]>`
      select pg_try_advisory_lock(hashtextextended(${`atoll.indexer.reindex.${chainId}`}, 0)) as locked`;
    if (row?.locked !== true) throw new ReindexRunning(chainId);
    const [there] = await sql<{ there: boolean }[]>`
      select to_regclass(${`${readSchema(chainId)}.cursor`}) is not null as there`;
    if (there?.there !== true) throw new NothingToReindex(chainId);
    const [mirror] = await sql<
      { contracts: Contracts; phase: string }[]
    >`select contracts, phase from mirror`;
    if (mirror?.phase !== 'live') throw new NothingToReindex(chainId);

    // What a rebuild left that was interrupted, dropped while nobody waits for this one.
    await dropUnread(sql, old);
    await dropUnread(sql, next);
    await migrateMarket(sql, next);
    const [counted] = await sql<{ count: bigint }[]>`select count(*) from logs`;
    let logs = 0;
    const onApplied = (applied: number, block: number) => {
      logs += applied;
      onProgress?.({ step: 'logs', logs, of: Math.max(logs, Number(counted?.count ?? 0n)), block });
    };
    const rebuild = new Rebuild({ contracts: mirror.contracts, limit: batch, onApplied });
    for (let behind = Infinity; behind > 0;) {
      const [found] = await sql<{ finalized: bigint }[]>`
        select least(finalized, coalesce((select number from cursor), -1)) as finalized from mirror`;
      const before = rebuild.block;
      await rebuild.final({ writer: sql, reader, block: Number(found?.finalized ?? -1n) });
      behind = rebuild.block - before;
    }
    onProgress?.({ step: 'totals' });
    const summed = rebuild.block;
    await makeDerived(sql, reader, summed);
    // Else the planner would know nothing of the tables until autovacuum comes to them, a minute after the swap.
    await sql`analyze ${sql(projected)}`;
    onProgress?.({ step: 'swap' });
    // The rest is read while the writer waits: at most the blocks above finality and what became final since.
    const block = await sql.begin(async (transaction) => {
      const { cursor, finalized } = await lockCursor(transaction);
      const last = cursor?.number ?? -1;
      await rebuild.rest(transaction, { reader, block: last, final: finalized });
      await addToTotals(transaction, summed, last, 1);
      await rateFrom(transaction, summed);
      await transaction`alter schema ${transaction(live)} rename to ${transaction(old)}`;
      await transaction`alter schema ${transaction(next)} rename to ${transaction(live)}`;
      return last;
    });
    await dropUnread(sql, old);
    return { logs, block };
  } finally {
    // A connection that was lost never says that it has ended.
    await Promise.all([sql.end({ timeout: 1 }), reader.end({ timeout: 1 })]);
  }
}
