import type { Chain } from './chain.ts';
import { translated } from './translate.ts';

/** The time of the newest block, seconds since 1970: what deadlines are measured against. */
export async function blockTime(chain: Chain): Promise<number> {
  const block = await translated('eth_getBlockByNumber', () =>
    chain.publicClient.getBlock({ blockTag: 'latest' }),
  );
  return Number(block.timestamp);
}

/**
 * The time that the next block will have at least. A node that builds no pending block answers with the newest one; on a chain where
 * nothing happens that one may be old.
 */
export async function nextBlockTime(chain: Chain): Promise<number> {
  const [newest, pending] = await Promise.all([
    blockTime(chain),
    translated('eth_getBlockByNumber', () => chain.publicClient.getBlock({ blockTag: 'pending' })),
  ]);
  return Math.max(newest, Number(pending.timestamp));
}

/** The time of a block, seconds since 1970. */
export async function timeOfBlock(chain: Chain, blockNumber: bigint): Promise<number> {
  const block = await translated('eth_getBlockByNumber', () => chain.publicClient.getBlock({ blockNumber }));
  return Number(block.timestamp);
}

/** The first of the blocks `from` to `to` that is not older than a time; the one after them where all are older. */
export async function firstBlockSince(
  chain: Chain,
  seconds: number,
  { from, to }: { from: number; to: number },
): Promise<number> {
  let [first, beyond] = [from, to + 1];
  while (first < beyond) {
    const middle = Math.floor((first + beyond) / 2);
    if ((await timeOfBlock(chain, BigInt(middle))) < seconds) first = middle + 1;
    else beyond = middle;
  }
  return first;
}
