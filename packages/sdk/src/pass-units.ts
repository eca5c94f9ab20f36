/** A series of an asset, and how many of its units. */
export interface PassUnits {
  readonly assetId: bigint;
  readonly series: number;
  readonly units: number;
}
