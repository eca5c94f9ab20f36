import type { Address } from '@atoll/schemas/ids';
import type { RawLog } from '../raw-log.ts';
import { mergeLogs } from './log-order.ts';
import { readAddress } from './hex.ts';
import type { Discovered, Watched } from './watched.ts';

export type Discover = (logs: readonly RawLog[]) => readonly Address[];

interface Completed {
  readonly logs: RawLog[];
  readonly discovered: readonly Discovered[];
}

/**
 * Adds to the logs of a span those of contracts that the logs themselves tell of, and those of contracts that became known after the span
 * was asked for, until nothing new is told of. A contract's logs count from the block on that told of it, wherever a span begins, so
 * that every reader finds the same ones.
 *
 * @param input.asked how many of the watched addresses the logs were asked for
 * @param input.fetch the logs of addresses from a block of the span on to its end
 */
export async function withDiscovered(input: {
  logs: RawLog[];
  from: number;
  asked: number;
  watched: Watched;
  discover: Discover | undefined;
  fetch: (addresses: readonly Address[], from: number) => Promise<RawLog[]>;
}): Promise<Completed> {
  const { from, watched, discover, fetch } = input;
  const known = new Map<Address, number>();
  let { logs } = input;
  let fresh = logs;
  let wanted = watched.since(input.asked);
  const discovered: Discovered[] = [];
  for (;;) {
    const told =
      discover === undefined ? [] : firstTold(fresh, discover, (a) => watched.has(a) || known.has(a));
    for (const { address, block } of told) known.set(address, block);
    discovered.push(...told);
    wanted = [...wanted, ...told];
    if (wanted.length === 0) return { logs, discovered };
    const since = new Map(wanted.map(({ address, block }) => [address, block]));
    const start = Math.max(from, Math.min(...since.values()));
    const found = await fetch([...since.keys()], start);
    fresh = found.filter((log) => log.blockNumber >= (since.get(log.address) ?? from));
    logs = mergeLogs([logs, fresh]);
    wanted = [];
  }
}

/** The addresses that logs tell of and that are not known, each with the first block that does. */
function firstTold(
  logs: readonly RawLog[],
  discover: Discover,
  isKnown: (address: Address) => boolean,
): Discovered[] {
  const all = addressesTold(logs, discover).filter((address) => !isKnown(address));
  if (all.length === 0) return [];
  const missing = new Set(all);
  const found: Discovered[] = [];
  for (let start = 0; start < logs.length && missing.size > 0;) {
    const block = logs[start]?.blockNumber ?? 0;
    let end = start;
    while (logs[end]?.blockNumber === block) end += 1;
    for (const address of addressesTold(logs.slice(start, end), discover)) {
      if (missing.delete(address)) found.push({ address, block });
    }
    start = end;
  }
  return found;
}

function addressesTold(logs: readonly RawLog[], discover: Discover): Address[] {
  return discover(logs).map((told) => {
    const address = readAddress(told);
    if (address === undefined) throw new TypeError(`discover gave ${told}, which is no address`);
    return address;
  });
}
