import { z } from 'zod';
import { AssetKind, AssetState, AssetView } from './asset.ts';
import { Address, Cid } from './ids.ts';

/** One block as it is: `POST /pins` keeps it under the CID of its bytes. The wallet's signature covers the body. */
export const rawBlockType = 'application/vnd.ipld.raw';
/**
 * Blocks as a CARv1, streamed. The roots stand in the query (`POST /pins?root=bafy…&root=bafy…`), which the wallet's
 * signature covers; the body is signed as `uncoveredBody`, since every block is checked against those roots.
 */
export const carType = 'application/vnd.ipld.car';

/** Most roots of one CAR. */
export const maxCarRoots = 16;

/** Where a pin stands at the remote pinning service that the marketplace asks to keep it as well. */
export const HostedPin = z.object({
  state: z.enum(['queued', 'pinning', 'pinned', 'failed']),
  /** When it came to this state. */
  since: z.iso.datetime(),
  /** Why the last attempt failed; it is tried again. */
  reason: z.string().optional(),
});
export type HostedPin = z.infer<typeof HostedPin>;

/** Blocks that the marketplace keeps for whoever asks. */
export const PinView = z.object({
  cid: Cid,
  /** Distinct blocks below the root, together, in bytes. */
  bytes: z.int().nonnegative(),
  pinnedBy: Address,
  pinnedAt: z.iso.datetime(),
  /** Absent where no remote service is configured. */
  hosted: HostedPin.optional(),
});
export type PinView = z.infer<typeof PinView>;

/** What `POST /pins` answers to a CAR: a pin for each root, in the order of the query. */
export const PinnedRoots = z.object({ pins: z.array(PinView).min(1).max(maxCarRoots) });
export type PinnedRoots = z.infer<typeof PinnedRoots>;

/** What a listing of pins takes; newest first. */
export const PinQuery = z.object({
  account: Address.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type PinQuery = z.infer<typeof PinQuery>;

/** What a search of the catalogue takes. Without `state`, retired assets are left out. */
export const CatalogueQuery = z.object({
  q: z.string().max(200).optional(),
  kind: AssetKind.optional(),
  state: AssetState.optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type CatalogueQuery = z.infer<typeof CatalogueQuery>;

/** An entry of the catalogue is the asset with its verified document; `available` says whether the document is pinned here. */
export const CatalogueEntry = AssetView.extend({ available: z.boolean() });
export type CatalogueEntry = z.infer<typeof CatalogueEntry>;
