import { type Chain } from './chain.ts';
import { translated } from './translate.ts';

/** The time of the newest block, seconds since 1970: what deadlines are measured against. */
export async function blockTime(chain: Chain): Promise<number> {
  const block = await translated('eth_getBlockByNumber', () =>
    chain.publicClient.getBlock({ blockTag: 'latest' }),
  );
  return Number(block.timestamp);
}
