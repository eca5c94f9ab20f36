import { type IndexerStatus } from '@atoll/schemas/indexer-api';
import { count, isNull } from 'drizzle-orm';
import { cursor, documents, logs, mirror } from '../store/schema.ts';
import { type ApiContext } from './context.ts';

/** Where the mirror stands, and how far it is behind the node. */
export async function readStatus(ctx: ApiContext): Promise<IndexerStatus> {
  const [[position], [own], counts, [undecoded], head] = await Promise.all([
    ctx.db.select().from(cursor),
    ctx.db.select().from(mirror),
    ctx.db.select({ status: documents.status, total: count() }).from(documents).groupBy(documents.status),
    ctx.db.select({ total: count() }).from(logs).where(isNull(logs.event)),
    ctx.readHead(),
  ]);
  const found = Object.fromEntries(counts.map(({ status, total }) => [status, total]));
  return {
    chainId: ctx.chainId,
    ...(position === undefined ? {} : { indexed: { number: position.number, hash: position.hash } }),
    ...(head === undefined ? {} : { head }),
    ...(head === undefined || position === undefined ? {} : { lag: Math.max(0, head - position.number) }),
    caughtUp: own?.caught_up ?? false,
    role: ctx.state.role,
    undecodedLogs: undecoded?.total ?? 0,
    documents: { pending: 0, verified: 0, unavailable: 0, invalid: 0, ...found },
  };
}
