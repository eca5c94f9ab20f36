import { AtollError } from '@atoll/schemas/error';
import type { ChainStatus } from '@atoll/schemas/indexer-api';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { ChainContext } from '../chain-context.ts';

interface StatusRow {
  phase: 'backfill' | 'live';
  start_block: bigint;
  finalized: bigint;
  number: bigint | null;
  hash: Bytes32 | null;
  timestamp: bigint | null;
  reorgs: bigint;
  deepest: bigint;
  paused: string | null;
}

interface CountsRow {
  undecoded: bigint;
  documents: Partial<ChainStatus['documents']> | null;
}

/** Where the cursor stands: a few rows by their keys. */
async function readMirror({ sql }: ChainContext): Promise<StatusRow | undefined> {
  const [row] = await sql<StatusRow[]>`
    select phase, start_block, finalized, paused, number, hash, timestamp, reorgs, deepest
    from mirror left join cursor on true,
      (select count(*) as reorgs, coalesce(max(undone), 0) as deepest from reorgs) as followed`;
  return row;
}

/** Milliseconds for which counts are used again: they walk an index of every document. */
const countsFreshMs = 5000;
const counted = new WeakMap<ChainContext, { at: number; row: Promise<CountsRow | undefined> }>();

async function countRows({ sql }: ChainContext): Promise<CountsRow | undefined> {
  const [row] = await sql<CountsRow[]>`
    select (select count(*) from logs where event is null) as undecoded,
      (select jsonb_object_agg(status, count) from (
        select status, count(*) from documents group by status
      ) as by_status) as documents`;
  return row;
}

function readCounts(chain: ChainContext): Promise<CountsRow | undefined> {
  const now = performance.now();
  const last = counted.get(chain);
  if (last !== undefined && now - last.at < countsFreshMs) return last.row;
  const row = countRows(chain);
  counted.set(chain, { at: now, row });
  // A failure is told to whoever asked; the next one asks anew.
  row.catch(() => counted.delete(chain));
  return row;
}

/**
 * Why the mirror stands still, as far as this process knows.
 * @param told what the writer, another process perhaps, has written down of it
 */
export function pauseOf({ state }: ChainContext, told: string | null | undefined): string | undefined {
  const cause = state.paused?.error ?? state.stopped ?? state.unreadable;
  if (cause === undefined) return told ?? undefined;
  // Only errors made for readers are quoted: another's message may hold an address or a credential.
  return cause instanceof AtollError ? cause.message : 'the mirror stopped; the log has the cause';
}

/** Where the mirror of a chain stands, and how far it is behind the node. */
export async function readChainStatus(chain: ChainContext, now: Date): Promise<ChainStatus> {
  const [row, counts, head] = await Promise.all([readMirror(chain), readCounts(chain), chain.readHead()]);
  const indexed =
    row === undefined || row.number === null || row.hash === null || row.timestamp === null
      ? undefined
      : { number: Number(row.number), hash: row.hash, time: Number(row.timestamp) };
  const blocks = head === undefined ? undefined : Math.max(0, head - (indexed?.number ?? 0));
  const since = Math.floor(now.getTime() / 1000) - (indexed?.time ?? 0);
  const paused = pauseOf(chain, row?.paused);
  return {
    chain: chain.caip,
    chainId: chain.chainId,
    phase: row?.phase ?? 'backfill',
    role: chain.writes ? chain.state.role : 'reader',
    startBlock: Number(row?.start_block ?? chain.startBlock),
    ...(indexed === undefined ? {} : { indexed }),
    ...(head === undefined ? {} : { head }),
    ...(blocks === undefined ? {} : { lag: { blocks, seconds: blocks === 0 ? 0 : Math.max(0, since) } }),
    finalized: Number(row?.finalized ?? 0n),
    reorgs: { count: Number(row?.reorgs ?? 0n), deepest: Number(row?.deepest ?? 0n) },
    ...(paused === undefined ? {} : { paused }),
    undecodedLogs: Number(counts?.undecoded ?? 0n),
    documents: { pending: 0, verified: 0, unavailable: 0, invalid: 0, ...counts?.documents },
    position: chain.hub.newest(),
  };
}
