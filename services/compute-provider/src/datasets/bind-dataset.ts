import { readAsset } from '@atoll/chain/read-asset';
import type { BindDataset, DatasetSnapshot } from '@atoll/schemas/provider-api';
import { and, eq, ne } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { dropAnswers } from '../limits/kept-outputs.ts';
import { snapshotStates } from '../store/dataset-tables.ts';
import { snapshots } from '../store/tables.ts';
import { BindRefused, DatasetUnknown } from './problems.ts';
import { readDataset } from './list-datasets.ts';

/**
 * Binds a snapshot to the asset that was minted or updated for it, after which the provider quotes it; jobs that were ordered on an older
 * version keep that one. The chain has the last word: its
 * commitment has to be the snapshot's and its terms have to name this provider. Binding again is no error, and needed once the
 * asset has changed hands: what is bound holds for the owner of now.
 *
 * @throws DatasetUnknown, BindRefused, AtollError `asset_unknown`
 */
export async function bindDataset(ctx: Context, input: BindDataset): Promise<DatasetSnapshot> {
  const bySnapshot = eq(snapshots.snapshot, input.snapshot);
  const [row] = await ctx.database.db.select().from(snapshots).where(bySnapshot);
  if (row === undefined) throw new DatasetUnknown(`with snapshot ${input.snapshot}`);
  if (row.assetId !== null && row.assetId !== input.assetId)
    throw new BindRefused(`it belongs to asset ${row.assetId}`, { assetId: row.assetId });
  const [state] = await ctx.database.db
    .select({ removedAt: snapshotStates.removedAt })
    .from(snapshotStates)
    .where(eq(snapshotStates.snapshot, input.snapshot));
  if (state !== undefined && state.removedAt !== null)
    throw new BindRefused('its files are gone: register them again');
  const [other] = await ctx.database.db
    .select({ name: snapshots.name })
    .from(snapshots)
    .where(and(eq(snapshots.assetId, input.assetId), ne(snapshots.name, row.name)))
    .limit(1);
  // The name carries what the custodian asks of the guard: a version under another one would leave it behind.
  if (other !== undefined)
    throw new BindRefused(`the asset's versions are named ${other.name}: register it under that name`);
  const asset = await readAsset(ctx.chain, BigInt(input.assetId));
  if (asset.kind !== 'dataset') throw new BindRefused(`asset ${input.assetId} is no dataset`);
  if (asset.terms.provider !== ctx.settings.provider)
    throw new BindRefused(`asset ${input.assetId} names another provider`);
  if (asset.commitment !== row.commitmentDigest)
    throw new BindRefused('the asset commits to other content', { commitment: asset.commitment });
  const { ownerEpoch } = asset;
  await ctx.database.db.update(snapshots).set({ assetId: input.assetId, ownerEpoch }).where(bySnapshot);
  await dropAnswers(ctx, { datasetId: input.assetId, replacedBy: row.snapshot });
  ctx.logger.info({ snapshot: row.snapshot, assetId: input.assetId, ownerEpoch }, 'dataset bound');
  return readDataset(ctx, row.snapshot);
}
