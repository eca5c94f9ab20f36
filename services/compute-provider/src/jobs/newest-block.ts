import { type Chain } from '@atoll/chain/chain';
import { translated } from '@atoll/chain/translate';
import { type Bytes32 } from '@atoll/schemas/ids';

/** Number, hash and time of a block; the newest one unless a number is given. */
export async function newestBlock(
  chain: Chain,
  blockNumber?: number,
): Promise<{ number: number; hash: Bytes32; timestamp: number }> {
  const block = await translated('eth_getBlockByNumber', () =>
    chain.publicClient.getBlock(blockNumber === undefined ? {} : { blockNumber: BigInt(blockNumber) }),
  );
  return { number: Number(block.number), hash: block.hash, timestamp: Number(block.timestamp) };
}

/**
 * Time that the next block will have at least. Nodes that build no pending block answer with the newest one, whose time is
 * never above it.
 */
export async function nextBlockTime(chain: Chain): Promise<number> {
  const [newest, pending] = await Promise.all([
    newestBlock(chain),
    translated('eth_getBlockByNumber', () => chain.publicClient.getBlock({ blockTag: 'pending' })),
  ]);
  return Math.max(newest.timestamp + 1, Number(pending.timestamp));
}
