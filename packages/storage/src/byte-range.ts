/** Bytes of a file from the first to the last one, both included. Negative ones count from the end; `to` may be the end. */
export interface ByteRange {
  readonly from: number;
  readonly to: number | 'end';
}

/**
 * Reads `from:to` of the trustless gateway's `entity-bytes`.
 * @returns undefined for anything else
 * @see https://specs.ipfs.tech/http-gateways/trustless-gateway/#entity-bytes-request-query-parameter
 * @example parseByteRange('-1024:*') // { from: -1024, to: 'end' }
 */
export function parseByteRange(text: string): ByteRange | undefined {
  const [, from, to] = /^(-?\d{1,15}):(-?\d{1,15}|\*)$/.exec(text) ?? [];
  if (from === undefined || to === undefined) return undefined;
  return { from: Number(from), to: to === '*' ? 'end' : Number(to) };
}

/**
 * The part of a file of so many bytes that a range means.
 * @returns `outside` where no byte of the file is in it though the range has some, `empty` where it ends before it begins
 */
export function resolveByteRange(
  { from, to }: ByteRange,
  size: number,
): { from: number; to: number } | 'outside' | 'empty' {
  const first = from < 0 ? size + from : from;
  const last = to === 'end' ? size - 1 : to < 0 ? size + to : to;
  if (size === 0) return 'empty';
  if (first >= size || last < 0) return 'outside';
  if (last < first) return 'empty';
  return { from: Math.max(0, first), to: Math.min(size - 1, last) };
}
