import { DatasetRules } from '@atoll/schemas/metadata/dataset';
import { type Bytes32 } from '@atoll/schemas/ids';
import { and, desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { type Context } from '../context.ts';
import { snapshots } from '../store/tables.ts';
import { DatasetUnknown } from './problems.ts';
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
}

/**
 * The snapshot that an asset's commitment stands for here. An edit of the asset has a snapshot of its own, and jobs that were
 * ordered before keep theirs.
 * @throws DatasetUnknown
 */
export async function findSnapshot(
  ctx: Pick<Context, 'database'>,
  input: { assetId: string; commitment: Bytes32 } | { assetId: string; snapshot: string },
): Promise<BoundSnapshot> {
  const [row] = await ctx.database.db
    .select()
    .from(snapshots)
    .where(
      and(
        eq(snapshots.assetId, input.assetId),
        'snapshot' in input
          ? eq(snapshots.snapshot, input.snapshot)
          : eq(snapshots.commitmentDigest, input.commitment),
      ),
    )
    .orderBy(desc(snapshots.createdAt))
    .limit(1);
  if (row === undefined) throw new DatasetUnknown(`bound to asset ${input.assetId} as it stands on chain`);
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
  };
}
