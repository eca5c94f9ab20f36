/** Fewest blocks that are asked for at once before a refusal is believed. */
const smallestSpan = 100n;

/**
 * Reads a span of blocks, in halves where the node refuses to answer for all of it at once.
 * @param read what asks the node for the blocks `from` to `to`, both included
 */
export async function readSpan<T>(
  from: bigint,
  to: bigint,
  read: (from: bigint, to: bigint) => Promise<readonly T[]>,
): Promise<T[]> {
  try {
    return [...(await read(from, to))];
  } catch (error) {
    if (to - from < smallestSpan) throw error;
    const middle = (from + to) / 2n;
    return [...(await readSpan(from, middle, read)), ...(await readSpan(middle + 1n, to, read))];
  }
}
