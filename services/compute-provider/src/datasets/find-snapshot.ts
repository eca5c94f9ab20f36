import { DatasetRules } from '@atoll/schemas/metadata/dataset';
import type { Bytes32 } from '@atoll/schemas/ids';
import { and, desc, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { snapshotStates } from '../store/dataset-tables.ts';
import { snapshots } from '../store/tables.ts';
import { DatasetChanged, DatasetUnknown } from './problems.ts';
import { StoredFile } from './snapshot.ts';

/** A bound snapshot with what checking and mounting it takes. */
export interface BoundSnapshot {
  readonly snapshot: string;
  /** Its local name, which later snapshots of the same dataset share. */
  readonly name: string;
  readonly assetId: string;
  /** For whom the custodian bound it; null where that was not kept. */
  readonly ownerEpoch: number | null;
  readonly directory: string;
  readonly salt: Uint8Array;
  readonly commitmentDigest: string;
  readonly bytes: number;
  readonly rules: DatasetRules;
  readonly files: readonly StoredFile[];
  /** What is read of it before each run, as its custodian asks. */
  readonly integrity: 'sampled' | 'full';
  /** Its files were found to be something else, and have not been found to be restored. */
  readonly isChanged: boolean;
}

/**
 * The snapshot that an asset's commitment stands for here, for a quote; or the one that a job was ordered on, by its id. An edit of the
 * asset has a snapshot of its own, and jobs that were ordered before keep theirs.
 * @throws DatasetUnknown; DatasetChanged where it shall be quoted and is known to have changed
 */
export async function findSnapshot(
  ctx: Pick<Context, 'database'>,
  input: { assetId: string; commitment: Bytes32 } | { assetId: string; snapshot: string },
): Promise<BoundSnapshot> {
  const [found] = await ctx.database.db
    .select({ row: snapshots, state: snapshotStates })
    .from(snapshots)
    .leftJoin(snapshotStates, eq(snapshotStates.snapshot, snapshots.snapshot))
    .where(
      and(
        isNull(snapshotStates.removedAt),
        eq(snapshots.assetId, input.assetId),
        'snapshot' in input
          ? eq(snapshots.snapshot, input.snapshot)
          : eq(snapshots.commitmentDigest, input.commitment),
      ),
    )
    .orderBy(desc(snapshots.createdAt))
    .limit(1);
  if (found === undefined) throw new DatasetUnknown(`bound to asset ${input.assetId} as it stands on chain`);
  const { row, state } = found;
  const isChanged = state !== null && state.changedAt !== null;
  if (isChanged && 'commitment' in input)
    throw new DatasetChanged(input.assetId, new Error(state.changedHow ?? 'found by an earlier check'));
  return {
    snapshot: row.snapshot,
    name: row.name,
    assetId: input.assetId,
    ownerEpoch: row.ownerEpoch,
    directory: row.directory,
    salt: row.salt,
    commitmentDigest: row.commitmentDigest,
    bytes: row.bytes,
    rules: DatasetRules.parse(row.rules),
    files: z.array(StoredFile).parse(row.files),
    integrity: state?.integrity ?? 'sampled',
    isChanged,
  };
}
