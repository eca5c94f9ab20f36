import { Block, type Call, Filter, type Log, Logs, type Reply, toQuantity } from './json-rpc.ts';

/** Lies and failures of one answer each. All of them are such as one endpoint can be caught at. */
export const lieKinds = [
  'cut',
  'drop',
  'too many requests',
  'limit',
  'range',
  'slow',
  'error',
  'null',
  'shuffle',
  'repeat',
  'hide',
  'forge',
  'hash',
  'number',
  'id',
  'backwards',
  'left out',
] as const;
export type LieKind = (typeof lieKinds)[number];

export interface Lie {
  readonly kind: LieKind;
  /** Chooses among what could be lied about. */
  readonly by: number;
}

/** How an answer goes out. */
export type Told =
  | { readonly how: 'text'; readonly replies: readonly Reply[]; readonly cut?: true; readonly slow?: true }
  | { readonly how: 'drop' }
  | { readonly how: 'status'; readonly status: number };

const differing = (hash: string): string =>
  `${hash.slice(0, 10)}${hash[10] === '0' ? '1' : '0'}${hash.slice(11)}`;

/** Logs that a node leaves out, in ways that blooms tell: all of one contract in a block, or all of a span's first or last block. */
function hidden(call: Call, logs: readonly Log[], by: number): Log[] | undefined {
  const { blockHash, fromBlock, toBlock } = Filter.parse(call.params[0]);
  const of = (field: 'address' | 'blockNumber', values: readonly (string | undefined)[]) => {
    const there = values.filter((value) => logs.some((log) => log[field] === value));
    const chosen = there[by % Math.max(1, there.length)];
    return chosen === undefined ? undefined : logs.filter((log) => log[field] !== chosen);
  };
  if (blockHash === undefined) return of('blockNumber', [fromBlock, toBlock]);
  return of('address', [...new Set(logs.map(({ address }) => address))]);
}

/**
 * Whether it shows that a log names a false block. In the middle of a span the one log of a block is all that is asked about it: what such a
 * log says of its block, no second look at the same node contradicts.
 */
function namesBlockOpenly(call: Call, logs: readonly Log[], log: Log): boolean {
  const { blockHash, fromBlock, toBlock } = Filter.parse(call.params[0]);
  if (blockHash !== undefined || log.blockNumber === fromBlock || log.blockNumber === toBlock) return true;
  return logs.some((other) => other !== log && other.blockHash === log.blockHash);
}

/** Logs as they are told when one of them, chosen among those at which it shows, names a false block. */
function misplaced(
  call: Call,
  logs: readonly Log[],
  by: number,
  change: (log: Log) => Partial<Log>,
): Log[] | undefined {
  const fit = logs.filter((log) => namesBlockOpenly(call, logs, log));
  const chosen = fit[by % Math.max(1, fit.length)];
  if (chosen === undefined) return undefined;
  return replaced(logs, logs.indexOf(chosen), { ...chosen, ...change(chosen) });
}

const replaced = <T>(list: readonly T[], at: number, value: T): T[] =>
  list.map((each, index) => (index === at ? value : each));

/** An answer to `eth_getLogs` as the lie has it; undefined where there is nothing to lie about. */
function falseLogs(call: Call, result: unknown, { kind, by }: Lie): unknown {
  const logs = Logs.parse(result);
  const at = by % Math.max(1, logs.length);
  const chosen = logs[at];
  if (chosen === undefined) return undefined;
  switch (kind) {
    case 'shuffle':
      return logs.length < 2 ? undefined : [...logs.slice(at + 1), ...logs.slice(0, at + 1)].toReversed();
    case 'repeat':
      return [...logs, chosen];
    case 'hide':
      return hidden(call, logs, by);
    case 'forge':
      return [...logs, { ...chosen, address: `0x${'de'.repeat(20)}`, logIndex: toQuantity(999) }];
    case 'hash':
      return misplaced(call, logs, by, (log) => ({ blockHash: differing(log.blockHash) }));
    case 'number':
      return misplaced(call, logs, by, (log) => ({ blockNumber: toQuantity(Number(log.blockNumber) + 1) }));
    default:
      return undefined;
  }
}

function falseBlock(result: unknown, { kind, by }: Lie): unknown {
  const found = Block.safeParse(result);
  if (!found.success) return undefined;
  const block = found.data;
  if (kind === 'hash') return { ...block, hash: differing(block.hash) };
  if (kind === 'number') return { ...block, number: toQuantity(Number(block.number) + (by % 3) + 1) };
  return undefined;
}

const failures: Partial<Record<LieKind, { code: number; message: string }>> = {
  limit: { code: -32005, message: 'request rate limited' },
  error: { code: -32603, message: 'internal error' },
};

/** One reply as the lie has it; undefined where the lie does not fit. */
function falseReply(call: Call, reply: Reply, lie: Lie): Reply | undefined {
  const { kind } = lie;
  const error = failures[kind];
  if (error !== undefined) return { ...reply, result: undefined, error };
  const asksLogs = call.method === 'eth_getLogs';
  if (kind === 'range' && asksLogs) {
    return { ...reply, result: undefined, error: { code: -32602, message: 'block range is too large' } };
  }
  if (kind === 'null') return { ...reply, result: null };
  if (kind === 'id') return { ...reply, id: 123_456 };
  if (reply.result === undefined || reply.result === null) return undefined;
  const result = asksLogs ? falseLogs(call, reply.result, lie) : falseBlock(reply.result, lie);
  return result === undefined ? undefined : { ...reply, result };
}

/** Tells a lie about an answer, or says that it has nothing to lie about. */
export function lieAbout(calls: readonly Call[], replies: readonly Reply[], lie: Lie): Told | undefined {
  const text = (changed: readonly Reply[]): Told => ({ how: 'text', replies: changed });
  switch (lie.kind) {
    case 'cut':
      return { how: 'text', replies, cut: true };
    case 'slow':
      return { how: 'text', replies, slow: true };
    case 'drop':
      return { how: 'drop' };
    case 'too many requests':
      return { how: 'status', status: 429 };
    case 'backwards':
      return replies.length < 2 ? undefined : text(replies.toReversed());
    case 'left out':
      return replies.length < 2 ? undefined : text(replies.toSpliced(lie.by % replies.length, 1));
    default: {
      const start = lie.by % replies.length;
      for (let step = 0; step < replies.length; step += 1) {
        const at = (start + step) % replies.length;
        const [call, reply] = [calls[at], replies[at]];
        const changed = call && reply && falseReply(call, reply, lie);
        if (changed !== undefined) return text(replaced(replies, at, changed));
      }
      return undefined;
    }
  }
}
