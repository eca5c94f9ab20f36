import { type MarketChain, startMarketChain } from './market-chain.ts';
import { genesisTime } from '../history/deployment.ts';
import { history, type HistoryBlock } from '../history/history.ts';
import { blocksOnTop } from '../stage.ts';
import type { Report } from '../../report.ts';

const blockTime = 12;

/** A chain with a history that is final, and the blocks by which it goes on. */
export interface GoingOn {
  readonly chain: MarketChain;
  readonly blocks: Iterator<HistoryBlock>;
}

/** The blocks after the past, moved behind the empty ones that made the past final. */
function* later(rest: Iterator<HistoryBlock>): Generator<HistoryBlock, void, undefined> {
  for (let each = rest.next(); each.done !== true; each = rest.next()) {
    yield { ...each.value, timestamp: each.value.timestamp + blocksOnTop * blockTime };
  }
}

/** @param size `more`: blocks beyond those that are written at once */
export async function writeAndGoOn(
  size: { events: number; blocks: number; more: number },
  report: Report,
): Promise<GoingOn> {
  const chain = await startMarketChain();
  try {
    report.progress(`mining ${size.blocks} blocks`);
    const blocks = size.blocks + size.more;
    const events = Math.round((size.events * blocks) / size.blocks);
    const all = history({ events, blocks, blockTime, seed: 5 });
    for (let at = 0; at < size.blocks; at++) {
      const { value, done } = all.next();
      if (done === true) throw new RangeError('the history is over');
      await chain.write(value);
    }
    for (let at = 1; at <= blocksOnTop; at++) {
      await chain.write({ timestamp: genesisTime + (size.blocks + at) * blockTime, acts: [] });
    }
    return { chain, blocks: later(all) };
  } catch (error) {
    await chain.stop();
    throw error;
  }
}
