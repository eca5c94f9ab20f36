import { type Chain } from '@atoll/chain/chain';
import { follow } from '@atoll/chain/follow';
import { type BlockReference, type FollowEvent } from '@atoll/chain/follow-types';
import { type Bytes32 } from '@atoll/schemas/ids';
import { type Logger } from '@atoll/server-kit/logger';
import { type Contracts } from '../decode/emitters.ts';
import { commitBlocks, openStore, type Store } from '../store/commit-blocks.ts';
import { type Sql } from '../store/connection.ts';
import { type Cursor, readCursor } from '../store/cursor.ts';
import { finalizeBlocks } from '../store/finalize-blocks.ts';
import { undoBlocks } from '../store/undo-blocks.ts';

export interface MirrorContext {
  readonly chain: Chain;
  /** The connection that holds the writer's lock. */
  readonly sql: Sql;
  readonly contracts: Contracts;
  /** Blocks on top of a block before it counts as final. */
  readonly finality: number;
  readonly logger: Logger;
  /** Called after each commit that may have brought new documents. */
  readonly onCommit: () => void;
  /** Called after each look at the head. */
  readonly onHead: (head: BlockReference) => void;
  /** Called when a read of the chain failed and will be tried again. */
  readonly onFailure: (error: unknown) => void;
}

async function knownBlock(sql: Sql, number: number): Promise<Bytes32 | undefined> {
  const [block] = await sql<{ hash: Bytes32 }[]>`select hash from blocks where number = ${number}`;
  return block?.hash;
}

async function startOf(ctx: MirrorContext): Promise<{ cursor: Cursor | undefined; finalized: number }> {
  const cursor = await readCursor(ctx.sql);
  const [mirror] = await ctx.sql<{ finalized: bigint }[]>`select finalized from mirror`;
  return { cursor, finalized: Number(mirror?.finalized ?? 0n) };
}

async function apply(
  ctx: MirrorContext,
  store: Store,
  cursor: Cursor | undefined,
  event: FollowEvent,
): Promise<Cursor | undefined> {
  const { sql, logger } = ctx;
  switch (event.type) {
    case 'blocks': {
      const committed = await commitBlocks(store, { batch: event, after: cursor });
      const { events, undecoded, dangling } = committed;
      const fields = { block: committed.cursor.number, head: event.head.number, events, undecoded, dangling };
      if (dangling > 0) logger.warn(fields, 'events speak of what was never announced');
      else logger.debug(fields, 'blocks committed');
      ctx.onCommit();
      return committed.cursor;
    }
    case 'reorg': {
      const undone = await undoBlocks(sql, event.ancestor);
      logger.info({ from: cursor?.number, ancestor: undone.number }, 'reorg undone');
      ctx.onCommit();
      return undone;
    }
    case 'finalized':
      await finalizeBlocks(sql, event.number);
      return cursor;
  }
}

/**
 * Mirrors the chain from where the database stands, until the signal aborts. Each event of the chain is committed before the next is
 * asked for, so that a kill at any point loses nothing and repeats nothing.
 *
 * @throws FinalityBroken or the follower's `chain_mismatch` where the chain contradicts what was final; whatever the database throws
 */
export async function mirrorChain(ctx: MirrorContext, signal: AbortSignal): Promise<void> {
  const { chain, contracts, finality } = ctx;
  const store = await openStore({ sql: ctx.sql, chainId: chain.chainId, contracts, finality });
  const start = await startOf(ctx);
  let { cursor } = start;
  const events = follow({
    chain,
    from:
      cursor === undefined
        ? { number: chain.startBlock }
        : { number: cursor.number, hash: cursor.hash, finalized: start.finalized },
    addresses: store.emitters.addresses(),
    signal,
    finality,
    knownBlock: (number) => knownBlock(ctx.sql, number),
    onFailure: ({ error, attempt, retryInMs }) => {
      ctx.logger.warn({ err: error, attempt, retryInMs }, 'the chain could not be read');
      ctx.onFailure(error);
    },
    onHead: ctx.onHead,
  });
  for await (const event of events) {
    cursor = await apply(ctx, store, cursor, event);
  }
}
