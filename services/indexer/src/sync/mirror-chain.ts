import type { Chain } from '@atoll/chain/chain';
import { follow } from '@atoll/chain/follow';
import type { BlockReference, FollowEvent, FollowPause } from '@atoll/chain/follow-types';
import type { EndpointAddress, EndpointTraffic } from '@atoll/chain/follow/endpoint';
import type { Discovered } from '@atoll/chain/follow/watched';
import { contractNames } from '@atoll/contracts/address-book';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { Logger } from '@atoll/server-kit/logger';
import type { Contracts } from '../decode/emitters.ts';
import { allEnded } from '../store/all-ended.ts';
import { Backfill, backfillLimits, type BackfillLimits, type OnCommit } from '../store/backfill.ts';
import { commitBlocks, type Committed, openStore, type Store } from '../store/commit-blocks.ts';
import type { Sql } from '../store/connection.ts';
import { type Cursor, type Phase, readCursor } from '../store/cursor.ts';
import { finalizeBlocks } from '../store/finalize-blocks.ts';
import { buildMissing } from '../store/go-live.ts';
import { rehearse } from '../store/rehearse.ts';
import { undoBlocks } from '../store/undo-blocks.ts';
import { analyzeTables } from '../store/vacuum.ts';

/** What a commit did: a span of blocks, or a reorg that was undone. */
export type MirrorCommit =
  | {
      readonly kind: 'blocks';
      readonly blocks: number;
      readonly events: number;
      readonly undecoded: number;
      readonly seconds: number;
    }
  | { readonly kind: 'reorg'; readonly blocks: number };

/** Spans that are read at once: as many as wait in memory, as text and logs, beside the one whose rows are looked for. */
const inFlight = 2;

export interface MirrorContext {
  readonly chain: Chain;
  /** Where the chain is followed; its own address where there are none. */
  readonly endpoints?: readonly EndpointAddress[];
  /** The connection that holds the writer's lock. */
  readonly sql: Sql;
  /** Further connections to the same database: as many as indexes are built at once, with `lookUps`. */
  readonly reader: Sql;
  /** How much a backfill takes in at once. */
  readonly limits?: BackfillLimits;
  readonly contracts: Contracts;
  /** Blocks on top of a block before it counts as final. */
  readonly finality: number;
  readonly logger: Logger;
  /** Called after each commit, which may have brought new documents. */
  readonly onCommit: (commit: MirrorCommit) => void;
  /** Called when a backfill has reached the head, while it makes what it left out; the mirror is live once that and this have ended. */
  readonly onReached: () => Promise<unknown>;
  /** Called once the backfill is over, or was before. */
  readonly onLive: () => Promise<void>;
  /** Called after each look at the head. */
  readonly onHead: (head: BlockReference) => void;
  /** Called when a read of the chain failed and will be tried again. */
  readonly onFailure: (error: unknown) => void;
  /** Called when reading stands still over a contradiction of the chain, and with undefined when it goes on. */
  readonly onPause: (pause: FollowPause | undefined) => void;
  /** Called with each request to an endpoint and each failure, for whoever counts. */
  readonly onTraffic?: (traffic: EndpointTraffic) => void;
}

async function knownBlock(sql: Sql, number: number): Promise<Bytes32 | undefined> {
  const [block] = await sql<{ hash: Bytes32 }[]>`select hash from blocks where number = ${number}`;
  return block?.hash;
}

/** The shares whose logs are read, each with the block that made it: a reorg that takes the block takes them. */
async function sharesMade(sql: Sql): Promise<Discovered[]> {
  const made = await sql<{ share_token: Address; created_block: bigint }[]>`
    select share_token, created_block from share_tokens`;
  return made.map(({ share_token: address, created_block: block }) => ({ address, block: Number(block) }));
}

interface Start {
  readonly cursor: Cursor | undefined;
  readonly finalized: number;
  readonly phase: Phase;
}

async function startOf(ctx: MirrorContext): Promise<Start> {
  const cursor = await readCursor(ctx.sql);
  const [mirror] = await ctx.sql<{ finalized: bigint; phase: Phase }[]>`select finalized, phase from mirror`;
  return { cursor, finalized: Number(mirror?.finalized ?? 0n), phase: mirror?.phase ?? 'backfill' };
}

/** Tells of a commit whoever listens. */
function tell(ctx: MirrorContext, committed: Committed, after: Cursor | undefined, seconds: number): void {
  const { cursor, events, undecoded, dangling } = committed;
  const fields = { block: cursor.number, events, undecoded, dangling };
  if (dangling > 0) ctx.logger.warn(fields, 'events speak of what was never announced');
  else ctx.logger.debug(fields, 'blocks committed');
  const blocks = cursor.number - (after?.number ?? ctx.chain.startBlock - 1);
  ctx.onCommit({ kind: 'blocks', blocks, events, undecoded, seconds });
}

/** What happens on the chain while the mirror is live: each event is committed before the next is asked for. */
async function apply(
  ctx: MirrorContext,
  store: Store,
  cursor: Cursor | undefined,
  event: FollowEvent,
): Promise<Cursor | undefined> {
  const { sql, logger } = ctx;
  switch (event.type) {
    case 'blocks': {
      const started = performance.now();
      const committed = await commitBlocks(store, { batch: event, after: cursor });
      tell(ctx, committed, cursor, (performance.now() - started) / 1000);
      return committed.cursor;
    }
    case 'reorg': {
      const { number } = event.ancestor;
      const standing = await undoBlocks(sql, event.ancestor);
      logger.info({ from: cursor?.number, ancestor: number }, 'reorg undone');
      ctx.onCommit({ kind: 'reorg', blocks: (cursor?.number ?? number) - number });
      return standing;
    }
    case 'finalized':
      await finalizeBlocks(sql, event.number);
      return cursor;
  }
}

/** Takes events into the mirror in their order: a long past by way of a backfill, then each by itself. */
async function applyAll(
  ctx: MirrorContext,
  store: Store,
  start: Start,
  events: AsyncIterable<FollowEvent>,
): Promise<void> {
  let { cursor } = start;
  let { finalized } = start;
  const begin = () => {
    const { reader, limits = backfillLimits, onReached } = ctx;
    const onCommit: OnCommit = (...of) => tell(ctx, ...of);
    return new Backfill({ store, reader, cursor, finalized, limits, onCommit, onReached });
  };
  let backfill = start.phase === 'live' ? undefined : begin();
  const goLive = async () => {
    await allEnded([ctx.onLive(), cursor === undefined ? undefined : rehearse(store, cursor)]);
  };
  if (backfill === undefined) {
    await buildMissing(ctx.reader);
    await goLive();
  }
  try {
    for await (const event of events) {
      if (backfill === undefined) {
        cursor = await apply(ctx, store, cursor, event);
      } else if (event.type === 'blocks') {
        await backfill.add(event);
        if (!backfill.live) continue;
        cursor = backfill.cursor;
        backfill = undefined;
        await allEnded([goLive(), analyzeTables(ctx.reader)]);
      } else if (event.type === 'reorg') {
        // Only what is committed can be undone; the rows in memory are those of the branch that is gone.
        await backfill.flush();
        cursor = await apply(ctx, store, backfill.cursor, event);
        ({ finalized } = backfill);
        backfill = begin();
      }
    }
  } finally {
    await backfill?.settle();
  }
}

/**
 * Mirrors the chain from where the database stands, until the signal aborts. What was read is committed with how far it goes, at the
 * head each block before the next is asked for, so that a kill at any point loses nothing and repeats nothing.
 *
 * Where the chain contradicts what was final, the mirror stands still until it agrees again; `onPause` is told.
 *
 * @throws FinalityBroken; whatever the database throws
 */
export async function mirrorChain(ctx: MirrorContext, signal: AbortSignal): Promise<void> {
  const { chain, contracts, finality } = ctx;
  const store = await openStore({ sql: ctx.sql, chainId: chain.chainId, contracts, finality });
  const start = await startOf(ctx);
  const { cursor } = start;
  const events = follow({
    chain,
    ...(ctx.endpoints === undefined ? {} : { endpoints: ctx.endpoints }),
    from:
      cursor === undefined
        ? { number: chain.startBlock }
        : { number: cursor.number, hash: cursor.hash, finalized: start.finalized },
    addresses: contractNames.map((name) => contracts[name]),
    discovered: await sharesMade(ctx.sql),
    discover: (logs) => store.emitters.sharesIn(logs),
    signal,
    finality,
    inFlight,
    spanLogs: (ctx.limits ?? backfillLimits).logs,
    knownBlock: (number) => knownBlock(ctx.sql, number),
    onFailure: ({ error, attempt, retryInMs }) => {
      ctx.logger.warn({ err: error, attempt, retryInMs }, 'the chain could not be read');
      ctx.onFailure(error);
    },
    onHead: ctx.onHead,
    onPause: (pause) => {
      ctx.logger.error({ err: pause.error, reason: pause.reason }, 'the mirror waits for the chain to agree');
      ctx.onPause(pause);
    },
    onResume: () => {
      ctx.logger.info('the chain agrees again');
      ctx.onPause(undefined);
    },
    onTraffic: (traffic) => ctx.onTraffic?.(traffic),
    onEndpoint: ({ endpoint, error }) => {
      if (error === undefined) ctx.logger.info({ endpoint }, 'an endpoint answers again');
      else ctx.logger.warn({ endpoint, err: error }, 'an endpoint is left alone for a while');
    },
  });
  await applyAll(ctx, store, start, events);
}
