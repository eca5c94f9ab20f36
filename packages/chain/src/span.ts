import { ChainUnavailable } from './errors.ts';
import { type FollowedBlock, type RawLog } from './follow-types.ts';
import { type ParsedLog } from './rpc-blocks.ts';

/** Checks that each block names the one before it as its parent, starting from `parent` where that is known. */
export function checkLinks(parent: { hash?: string }, blocks: readonly FollowedBlock[]): void {
  let previous = parent.hash;
  for (const block of blocks) {
    if (previous !== undefined && block.parentHash !== previous) {
      throw new ChainUnavailable({
        what: `block ${block.number} does not follow the block before it; the chain changed while it was read`,
      });
    }
    previous = block.hash;
  }
}

/**
 * Logs in the order in which they happened, each with the time of its block.
 * @throws ChainUnavailable for a log whose block is not among `blocks` by number and hash, or two logs with one index
 */
export function placeLogs(blocks: readonly FollowedBlock[], logs: readonly ParsedLog[]): RawLog[] {
  const byNumber = new Map(blocks.map((block) => [block.number, block]));
  const placed = logs
    .map((log) => {
      const block = byNumber.get(log.blockNumber);
      if (block === undefined || block.hash !== log.blockHash) {
        throw new ChainUnavailable({
          what: `a log names block ${log.blockNumber} (${log.blockHash}), which is not the block that was read`,
        });
      }
      return { ...log, blockTimestamp: block.timestamp };
    })
    .sort((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex);
  placed.forEach((log, index) => {
    const before = placed[index - 1];
    if (before?.blockNumber === log.blockNumber && before.logIndex === log.logIndex) {
      throw new ChainUnavailable({ what: `two logs of block ${log.blockNumber} have index ${log.logIndex}` });
    }
  });
  return placed;
}
