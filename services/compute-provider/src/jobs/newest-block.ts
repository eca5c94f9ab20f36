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
