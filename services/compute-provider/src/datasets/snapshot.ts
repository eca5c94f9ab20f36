import type { Chain } from '@atoll/chain/chain';
import { formatAssetId } from '@atoll/schemas/ids';
import { DatasetRules } from '@atoll/schemas/metadata/dataset';
import { DatasetSnapshot, ProfiledColumn } from '@atoll/schemas/provider-api';
import { z } from 'zod';
import type { snapshotStates } from '../store/dataset-tables.ts';
import type { snapshots } from '../store/tables.ts';

/** What is kept of a file of a snapshot; `leaves` is base64 of the sha-256 of each MiB, secret like the salt. */
export const StoredFile = z.object({
  path: z.string(),
  bytes: z.int().nonnegative(),
  modifiedNs: z.string(),
  leaves: z.string(),
  encodingFormat: z.string(),
  rows: z.int().nonnegative().optional(),
  columns: z.array(ProfiledColumn).optional(),
});
export type StoredFile = z.infer<typeof StoredFile>;

/** A snapshot as its custodian may see it: shape, never values, neither salt nor digests of content. */
export function snapshotView(
  row: typeof snapshots.$inferSelect,
  state: Partial<typeof snapshotStates.$inferSelect> | null | undefined,
  chain: Chain,
): DatasetSnapshot {
  const source = DatasetSnapshot.shape.source.safeParse(state?.source ?? undefined).data;
  return {
    name: row.name,
    snapshot: row.snapshot,
    commitment: { cid: row.commitmentCid, digest: hexOf(row.commitmentDigest) },
    bytes: row.bytes,
    rules: DatasetRules.parse(row.rules),
    files: z
      .array(StoredFile)
      .parse(row.files)
      .map(({ leaves: _leaves, modifiedNs: _modified, ...file }) => file),
    ...(row.assetId === null
      ? {}
      : { asset: formatAssetId(chain.chainId, chain.addresses.assetRegistry, BigInt(row.assetId)) }),
    registeredAt: row.createdAt.toISOString(),
    ...(source === undefined ? {} : { source }),
    state: standing(row, state),
    integrity: {
      state: isSet(state?.changedAt) ? 'changed' : 'intact',
      ...(isSet(state?.changedHow) ? { reason: state.changedHow } : {}),
      ...(isSet(state?.fullCheckedAt) ? { lastFullCheck: state.fullCheckedAt.toISOString() } : {}),
      beforeRuns: state?.integrity ?? 'sampled',
    },
  };
}

function standing(
  row: { assetId: string | null },
  state: Partial<typeof snapshotStates.$inferSelect> | null | undefined,
): NonNullable<DatasetSnapshot['state']> {
  if (isSet(state?.removedAt)) return 'removed';
  if (isSet(state?.supersededAt)) return 'superseded';
  return row.assetId === null ? 'unbound' : 'bound';
}

const isSet = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined;
const hexOf = (digest: string): `0x${string}` => `0x${digest.slice(2)}`;
