import { AtollError } from '@atoll/schemas/error';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { JobState } from '@atoll/schemas/job';
import type { LedgerPage, ReleasedParts } from '@atoll/schemas/ledger';
import { OrderWire } from '@atoll/schemas/order';
import { and, desc, eq, lt } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { DatasetUnknown } from '../datasets/problems.ts';
import { readPolicy } from '../guard/policy.ts';
import { releasedParts } from '../guard/release-budget.ts';
import { releases } from '../store/limit-tables.ts';
import { jobs, quotes, snapshots } from '../store/tables.ts';
import { Outputs } from './book-release.ts';

/** The cursor is none that a page of this ledger answered with. */
class CursorUnknown extends AtollError {
  constructor() {
    super({
      code: 'malformed_request',
      message: 'query.cursor: none that a page of this ledger answered with',
      hint: 'take `next` of the page before, or start without a cursor',
    });
  }
}

/**
 * Everything that has left a dataset, over all its snapshots, newest first, and what is left of its budget. The caller has been checked
 * to be the custodian.
 *
 * @param input.name the dataset's local name
 * @throws DatasetUnknown; AtollError `malformed_request` for a cursor that is none
 */
export async function readLedger(
  ctx: Context,
  input: { name: string; limit: number; cursor?: string | undefined },
): Promise<LedgerPage> {
  const { name, limit, cursor } = input;
  if (cursor !== undefined && !/^[1-9]\d{0,14}$/.test(cursor)) throw new CursorUnknown();
  const { db } = ctx.database;
  const own = await db.select({ assetId: snapshots.assetId }).from(snapshots).where(eq(snapshots.name, name));
  if (own.length === 0) throw new DatasetUnknown(`named ${name}`);
  const rows = await db
    .select({ release: releases, state: jobs.state, order: quotes.order })
    .from(releases)
    .innerJoin(jobs, eq(jobs.jobId, releases.jobId))
    .innerJoin(quotes, eq(quotes.jobId, releases.jobId))
    .where(and(eq(releases.name, name), ...(cursor === undefined ? [] : [lt(releases.id, Number(cursor))])))
    .orderBy(desc(releases.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    name,
    budget: await budgetOf(ctx, name, [...new Set(own.flatMap(({ assetId }) => assetId ?? []))]),
    releases: page.map(({ release, state, order }) => {
      const { buyer, algorithm, parametersDigest } = OrderWire.parse(order);
      const { assetId, metadataDigest } = algorithm;
      return {
        id: release.id,
        jobId: Bytes32.parse(release.jobId),
        state: JobState.parse(state),
        buyer: Address.parse(buyer),
        algorithm: { assetId, metadataDigest },
        parametersDigest,
        snapshot: release.snapshot,
        bytes: release.bytes,
        outputs: Outputs.parse(release.outputs),
        repeated: release.repeated,
        at: release.at.toISOString(),
      };
    }),
    ...(last === undefined ? {} : { next: String(last.release.id) }),
  };
}

const nothing: ReleasedParts = { left: 0, underWay: 0, held: 0, unserved: 0, keptBack: 0 };

/** A name can stand for several assets; the budget holds for each, so what is left is what the one with the most releases has left. */
async function budgetOf(
  ctx: Context,
  name: string,
  assetIds: readonly string[],
): Promise<LedgerPage['budget']> {
  const { maxReleasedBytes } = await readPolicy(ctx, name);
  const all = await Promise.all(assetIds.map((datasetId) => releasedParts(ctx, datasetId)));
  const counted = (parts: ReleasedParts) => parts.left + parts.underWay + parts.held + parts.unserved;
  const [parts = nothing] = all.toSorted((a, b) => counted(b) - counted(a));
  const released = counted(parts);
  if (maxReleasedBytes === undefined) return { releasedBytes: released, parts };
  const leftBytes = Math.max(0, maxReleasedBytes - released);
  return { releasedBytes: released, parts, maxReleasedBytes, leftBytes };
}
