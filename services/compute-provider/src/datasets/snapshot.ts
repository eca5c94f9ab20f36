import { DatasetRules } from '@atoll/schemas/metadata/dataset';
import { formatAssetId } from '@atoll/schemas/ids';
import { type DatasetSnapshot, ProfiledColumn } from '@atoll/schemas/provider-api';
import { type Chain } from '@atoll/chain/chain';
import { z } from 'zod';
import { type snapshots } from '../store/tables.ts';

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
export function snapshotView(row: typeof snapshots.$inferSelect, chain: Chain): DatasetSnapshot {
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
  };
}

const hexOf = (digest: string): `0x${string}` => `0x${digest.slice(2)}`;
