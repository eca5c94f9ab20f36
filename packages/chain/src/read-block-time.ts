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
