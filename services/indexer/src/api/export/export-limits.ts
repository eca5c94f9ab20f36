/** For how long an export may hold its snapshot, which keeps Postgres from cleaning up after whoever writes. */
export interface ExportLimits {
  /** Milliseconds that Postgres may take for one piece of a file. */
  readonly fetchMs: number;
  /** Milliseconds for which a reader may take nothing. */
  readonly stallMs: number;
  /** Bytes that a reader has to take in each `stallMs`, on average; what Postgres takes for them is not counted. */
  readonly leastBytes: number;
  /** Milliseconds from the first byte to the last. */
  readonly totalMs: number;
}

export const exportLimits: ExportLimits = {
  fetchMs: 60_000,
  stallMs: 60_000,
  leastBytes: 4 * 2 ** 20,
  totalMs: 1_800_000,
};
