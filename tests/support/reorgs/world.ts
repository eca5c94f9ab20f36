import { ChainUnavailable } from '@atoll/chain/errors';
import { deedsOn, prepareDeeds } from '@atoll/indexer/testing/deeds';
import { seeded } from '@atoll/indexer/testing/seeded';
import { startMarket } from '@atoll/indexer/testing/market';
import { Reverted } from '@atoll/indexer/testing/sender';
import { BaseError } from 'viem';
import { z } from 'zod';
import { toQuantity } from './json-rpc.ts';
import { minedAgain, minedSince } from './same-again.ts';
import { prepareStories } from './stories/prepare.ts';
import { storiesOn } from './stories/tell.ts';

/** Deeper than the deepest reorg, by some blocks for heads that a node tells wrongly. */
export const finality = 70;
/** Blocks of the deepest reorg. */
export const deepest = 60;
/** Most that a lie adds to a head. */
const headLie = 3;

const Head = z.object({ number: z.coerce.number(), hash: z.string() });
const snapshotId = z.string();

interface Snapshot {
  readonly id: string;
  readonly block: number;
}

const isGone = (error: unknown): boolean =>
  error instanceof Reverted || error instanceof BaseError || error instanceof ChainUnavailable;

/** One chain for many runs: each begins where the market was prepared. */
export async function openWorld() {
  const market = await startMarket();
  const { rpc, mine } = market.anvil;
  const otherToken = await prepareDeeds(market);
  const pair = await prepareStories(market);
  const head = async () => Head.parse(await rpc('eth_getBlockByNumber', ['latest', false]));
  const takeSnapshot = async (): Promise<Snapshot> => ({
    block: (await head()).number,
    id: snapshotId.parse(await rpc('evm_snapshot')),
  });
  const revertTo = async ({ id, block }: Snapshot) => {
    if ((await rpc('evm_revert', [id])) !== true)
      throw new Error(`the node does not go back to block ${block}`);
  };
  /** Whether the node has the state of a block: one that was told to go back has forgotten some, and would go on without any contract. */
  const remembers = async (block: number): Promise<boolean> => {
    try {
      return (await rpc('eth_getCode', [market.book.contracts.jobs, toQuantity(block)])) !== '0x';
    } catch (error) {
      if (error instanceof Error && error.message.includes('BlockOutOfRangeError')) return false;
      throw error;
    }
  };
  let base = await takeSnapshot();
  let snapshots: Snapshot[] = [];
  /** The highest head that anybody may have seen. */
  let highest = base.block;
  let random = seeded(0);
  const below = (limit: number) => random(limit);
  let acts: readonly (() => Promise<unknown>)[] = [];
  /** What a reorg may go back to without touching what is final, at most so deep. */
  const lowest = (now: number) => Math.max(base.block, highest + headLie - finality + 1, now - deepest);
  const note = async () => {
    const snapshot = await takeSnapshot();
    highest = Math.max(highest, snapshot.block);
    snapshots.push(snapshot);
  };

  async function act(seed: number, count: number): Promise<void> {
    random = seeded(seed);
    for (let done = 0; done < count; done += 1) {
      const deed = acts[random(acts.length)];
      try {
        await deed?.();
      } catch (error) {
        // What a deed builds on may be refused, or gone with a branch; and the node may have lost the contracts with it.
        if (!isGone(error)) throw error;
      }
    }
  }

  return {
    market,
    head,
    highest: () => highest,
    /** Begins anew from the prepared market. */
    async reset(): Promise<void> {
      await revertTo(base);
      base = await takeSnapshot();
      snapshots = [base];
      highest = base.block;
      const told = storiesOn({ market, pair, otherToken, random: below });
      acts = [deedsOn(market, otherToken, below), told, told];
    },
    async act(seed: number, count: number): Promise<void> {
      await act(seed, count);
      await note();
    },
    async mine(blocks: number): Promise<void> {
      await mine(blocks);
      await note();
    },
    /**
     * Replaces so many blocks at one stroke, by empty ones or, with a seed, by ones in which most transactions come again.
     * @returns how many really
     */
    async replace(depth: number, again?: number): Promise<number> {
      const { number } = await head();
      const replaced = Math.min(depth, number - lowest(number));
      if (replaced < 1) return 0;
      if (!(await remembers(number - replaced))) return 0;
      const same = again === undefined ? [] : await minedSince(rpc, number - replaced);
      await rpc('anvil_reorg', [replaced, minedAgain(same, replaced, seeded(again ?? 0))]);
      // Snapshots of what went are worth nothing any more.
      snapshots = snapshots.filter(({ block }) => block < number - replaced);
      await note();
      return replaced;
    },
    /** Goes back about so many blocks; time goes on, so that the same deeds make other blocks. @returns how many really */
    async goBack(depth: number): Promise<number> {
      const { number } = await head();
      const fit = snapshots.filter(({ block }) => block >= lowest(number) && block < number);
      const to = fit.find(({ block }) => block >= number - depth) ?? fit.at(-1);
      if (to === undefined) return 0;
      await revertTo(to);
      // A snapshot serves once.
      if (to.id === base.id) base = await takeSnapshot();
      snapshots = snapshots.slice(0, snapshots.indexOf(to));
      await rpc('evm_increaseTime', [1]);
      await note();
      return number - to.block;
    },
    stop: () => market.stop(),
  };
}
export type World = Awaited<ReturnType<typeof openWorld>>;
