import type { IndexerContext } from './context.ts';
import { readStatus } from './read-status.ts';

/**
 * Waits until an indexer shows a block.
 *
 * @param input.deadlineMs at most this long; 30,000 unless given
 * @returns whether it does; false where it was slower than the deadline
 * @throws ServiceUnavailable
 * @example
 * const { receipt } = await propose(ctx, proposal);
 * await waitUntilIndexed({ url }, { block: receipt.blockNumber });
 */
export async function waitUntilIndexed(
  ctx: IndexerContext,
  input: { block: number; deadlineMs?: number; everyMs?: number },
): Promise<boolean> {
  const { block, deadlineMs = 30_000, everyMs = 300 } = input;
  const until = performance.now() + deadlineMs;
  for (;;) {
    const { chains } = await readStatus(ctx);
    const mirror = ctx.chain === undefined ? chains[0] : chains.find(({ chain }) => chain === ctx.chain);
    if ((mirror?.indexed?.number ?? -1) >= block) return true;
    if (performance.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
