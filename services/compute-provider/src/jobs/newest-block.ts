import { setTimeout as pause } from 'node:timers/promises';
import type { Chain } from '@atoll/chain/chain';
import { translated } from '@atoll/chain/translate';
import type { Bytes32 } from '@atoll/schemas/ids';

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
  return Math.max(newest.timestamp, Number(pending.timestamp));
}

/** How often the chain is asked for its time, and for how long. */
const askEveryMs = 50;
const patienceMs = 3000;

/**
 * Waits until the next block's time has come to `time`: a run shorter than a second is charged one, which the contract takes
 * only once it has passed. Gives up after some seconds, since on a chain with slow blocks the queue is the better place to wait.
 *
 * @returns whether it has come
 */
export async function reachesBlockTime(chain: Chain, time: number): Promise<boolean> {
  const until = performance.now() + patienceMs;
  for (;;) {
    if ((await nextBlockTime(chain)) >= time) return true;
    if (performance.now() > until) return false;
    await pause(askEveryMs);
  }
}
