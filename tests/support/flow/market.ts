import { type Bytes32, type Cid } from '@atoll/schemas/ids';

/** An asset that a step of the flow published. */
export interface Published {
  readonly tokenId: bigint;
  readonly metadataDigest: Bytes32;
  readonly metadata: Cid;
  readonly gasUsed: bigint;
}

/** The dataset and the algorithm of `examples/` on the market, from two different wallets. */
export interface Market {
  readonly dataset: Published & { readonly snapshot: string; readonly commitment: Cid };
  readonly algorithm: Published & { readonly imageCids: readonly Cid[] };
}
