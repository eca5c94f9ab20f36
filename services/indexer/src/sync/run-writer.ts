import { setTimeout as pause } from 'node:timers/promises';
import type { Chain } from '@atoll/chain/chain';
import type { EndpointAddress } from '@atoll/chain/follow/endpoint';
import type { Logger } from '@atoll/server-kit/logger';
import type { Contracts } from '../decode/emitters.ts';
import { type DocumentWorker, startDocumentWorker } from '../documents/document-worker.ts';
import type { DocumentContext } from '../documents/fetch-document.ts';
import type { Measures } from '../operations/measures.ts';
import { connectTo, lookUps, type Sql } from '../store/connection.ts';
import { builders } from '../store/go-live.ts';
import { keepPause } from '../store/keep-pause.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { type MirrorCommit, mirrorChain } from './mirror-chain.ts';
import { type RunningWork, type SideWork, stopWork } from './side-work.ts';
import type { SyncState } from './sync-state.ts';
import { becomeWriter, endedWithProcess, type WriterConnection } from './writer-connection.ts';

export interface WriterContext {
  readonly databaseUrl: string;
  readonly chainId: number;
  /** Finds the chain, once, and claims its tables for this deployment: nothing is written before. */
  readonly connect: () => Promise<Chain>;
  /** Where the chain is read, the primary first. */
  readonly endpoints: readonly EndpointAddress[];
  readonly contracts: Contracts;
  readonly finality: number;
  readonly logger: Logger;
  readonly documents: DocumentContext;
  readonly state: SyncState;
  readonly measures: Measures;
  readonly sideWork: readonly SideWork[];
  /** Called when the head is reached, before the mirror is live. */
  readonly onReached: () => Promise<unknown>;
}

/** Milliseconds before a writer that failed tries again, doubled up to the second figure. */
const backOff = { first: 200, most: 10_000 };
/** Milliseconds for what is under way when a writer is told to stop: longer than the commit of a block takes, even where the disk is slow. */
const graceMs = 300;

function count({ measures, chainId }: WriterContext, commit: MirrorCommit): void {
  const labels = { chain: `eip155:${chainId}` };
  if (commit.kind === 'reorg') {
    measures.reorgs.add(labels);
    measures.reorgBlocks.add(labels, commit.blocks);
    return;
  }
  measures.blocks.add(labels, commit.blocks);
  measures.events.add(labels, commit.events);
  measures.undecoded.add(labels, commit.undecoded);
  measures.commits.observe(labels, commit.seconds);
}

async function mirrorWith(
  ctx: WriterContext,
  { chain, connection, reader }: { chain: Chain; connection: WriterConnection; reader: Sql },
  working: RunningWork[],
  signal: AbortSignal,
): Promise<void> {
  const { state, logger, contracts, finality } = ctx;
  let looks = 0;
  let documents: DocumentWorker | undefined;
  await mirrorChain(
    {
      chain,
      contracts,
      endpoints: ctx.endpoints,
      onTraffic: ({ endpoint, kind }) => {
        const { rpcRequests, rpcErrors } = ctx.measures;
        (kind === 'request' ? rpcRequests : rpcErrors).add({ chain: `eip155:${ctx.chainId}`, endpoint });
      },
      finality,
      logger,
      sql: connection.sql,
      reader,
      onCommit: (commit) => {
        state.stopped = undefined;
        count(ctx, commit);
        documents?.wake();
      },
      onReached: ctx.onReached,
      // Before, the cores and the database are the chain's alone: thousands of documents take longer than all that is behind them, and
      // nobody is told of changes.
      onLive: async () => {
        documents = startDocumentWorker(ctx.documents);
        working.push(documents);
        for (const work of ctx.sideWork) working.push(await work.start());
      },
      onHead: (head) => {
        state.head = head;
        state.unreadable = undefined;
        // The second look says that the first one led to nothing that stops the mirror.
        looks += 1;
        if (looks > 1) state.stopped = undefined;
      },
      onFailure: (error) => {
        state.unreadable = error;
      },
      onPause: (pause) => {
        state.paused = pause;
        // One after the other, on the one connection. Without it the lock is lost as well, which is told elsewhere.
        keepPause(connection.sql, pause?.error.message).catch((error: unknown) =>
          logger.warn({ err: error }, 'other processes are not told whether the mirror stands still'),
        );
      },
    },
    signal,
  );
}

/**
 * Waits for what writes the mirror. What has not ended soon after the signal aborts is broken off: the indexes of a long past take minutes,
 * and nothing is lost with them but time.
 *
 * @param breakOff ends the connections that it writes with
 */
async function mirrored(
  mirroring: Promise<void>,
  signal: AbortSignal,
  breakOff: () => Promise<unknown>,
): Promise<void> {
  await unlessAborted(mirroring, signal);
  const timer = setTimeout(() => void breakOff(), graceMs);
  try {
    await mirroring;
  } finally {
    clearTimeout(timer);
  }
}

async function writeOnce(ctx: WriterContext, signal: AbortSignal): Promise<void> {
  const { state, logger, chainId } = ctx;
  const chain = await unlessAborted(ctx.connect(), signal);
  if (chain === undefined) return;
  state.unreadable = undefined;
  const database = { url: ctx.databaseUrl, chainId };
  const connection = await becomeWriter(database, signal, () => (state.stopped = undefined));
  if (connection === undefined) return;
  const reader = connectTo({
    ...database,
    ...{ application: 'indexer writer, reading', connections: builders },
    settings: { ...lookUps, ...endedWithProcess },
  });
  const close = () => Promise.all([connection.close(), reader.end({ timeout: 0.1 })]);
  const ending = AbortSignal.any([signal, connection.lost]);
  state.role = 'writer';
  logger.info('this process writes the mirror');
  const working: RunningWork[] = [];
  try {
    await keepPause(connection.sql, undefined);
    await mirrored(mirrorWith(ctx, { chain, connection, reader }, working, ending), signal, close);
  } finally {
    state.role = 'standby';
    state.head = undefined;
    state.paused = undefined;
    // Whatever becomes of the work beside it, and soon: a connection that stays open keeps the lock from everybody, this process included.
    await stopWork(working, logger);
    await close();
  }
}

/**
 * Keeps the mirror written for as long as the process lives: finds the chain, stands by while another process writes, takes over when that
 * one ends, and starts anew from the committed cursor after a failure. Never throws; what keeps it from going on is in `state.stopped`.
 */
export async function runWriter(ctx: WriterContext, signal: AbortSignal): Promise<void> {
  let wait = backOff.first;
  while (!signal.aborted) {
    const started = performance.now();
    try {
      await writeOnce(ctx, signal);
    } catch (error) {
      if (signal.aborted) {
        ctx.logger.info({ err: error }, 'what the writer was at is broken off');
        return;
      }
      // A transition: the writer steps down, says why, and begins again at the cursor.
      ctx.state.stopped = error;
      ctx.logger.error({ err: error, retryInMs: wait }, 'the mirror stopped');
    }
    if (signal.aborted) return;
    if (performance.now() - started > backOff.most) wait = backOff.first;
    await pause(wait, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    wait = Math.min(wait * 2, backOff.most);
  }
}
