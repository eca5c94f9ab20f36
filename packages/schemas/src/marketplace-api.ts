import { z } from 'zod';
import { AssetKind, AssetState, AssetView } from './asset.ts';
import { Address, Cid } from './ids.ts';

/** Blocks that the marketplace keeps for whoever asks. */
export const PinView = z.object({
  cid: Cid,
  bytes: z.int().nonnegative(),
  pinnedBy: Address,
  pinnedAt: z.iso.datetime(),
});
export type PinView = z.infer<typeof PinView>;

/** What a search of the catalogue takes. */
export const CatalogueQuery = z.object({
  q: z.string().max(200).optional(),
  kind: AssetKind.optional(),
  state: AssetState.optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type CatalogueQuery = z.infer<typeof CatalogueQuery>;

/** An entry of the catalogue is the asset with its verified document. */
export const CatalogueEntry = AssetView;
export type CatalogueEntry = z.infer<typeof CatalogueEntry>;
