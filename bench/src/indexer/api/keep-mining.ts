import { setTimeout as pause } from 'node:timers/promises';
import type { MarketChain } from '../chain/market-chain.ts';
import type { HistoryBlock } from '../history/history.ts';

/** A block as several, each with as many of its acts as the others, in their order, and a time of its own. */
export function* inParts(blocks: Iterator<HistoryBlock>, parts: number): Generator<HistoryBlock, void> {
  for (let each = blocks.next(); each.done !== true; each = blocks.next()) {
    const { timestamp, acts } = each.value;
    const start = (part: number) => Math.floor((part * acts.length) / parts);
    for (let part = 0; part < parts; part += 1) {
      yield { timestamp: timestamp + part, acts: acts.slice(start(part), start(part + 1)) };
    }
  }
}

/** Mines a block every so often, so that nothing that is measured meanwhile stands still. */
export function keepMining(input: { chain: MarketChain; blocks: Iterator<HistoryBlock>; everyMs: number }): {
  mined(): number;
  stop(): Promise<void>;
} {
  const { chain, blocks, everyMs } = input;
  const stopping = new AbortController();
  let mined = 0;
  const mine = async () => {
    for (let next = blocks.next(); next.done !== true; next = blocks.next()) {
      await chain.write(next.value);
      mined += 1;
      try {
        await pause(everyMs, undefined, { signal: stopping.signal });
      } catch (error) {
        if (stopping.signal.aborted) return;
        throw error;
      }
    }
  };
  const mining = mine();
  // told to whoever stops it
  mining.catch(() => undefined);
  return {
    mined: () => mined,
    stop: async () => {
      stopping.abort();
      await mining;
    },
  };
}
