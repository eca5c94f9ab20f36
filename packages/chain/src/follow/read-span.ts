import type { Address } from '@atoll/schemas/ids';
import type { RawLog } from '../raw-log.ts';
import type { Completeness } from './completeness.ts';
import type { Endpoint } from './endpoint.ts';
import { fetchSpanLogs } from './fetch-logs.ts';
import { fetchHeaders, type Header } from './headers.ts';
import { invalid } from './rpc-failure.ts';

/** A span below finality as one endpoint gave it. */
export interface SpanRead {
  readonly from: number;
  readonly to: number;
  readonly endpoint: Endpoint;
  readonly first: Header;
  readonly end: Header;
  readonly logs: RawLog[];
  /** How many of the watched addresses were asked for. */
  readonly asked: number;
}

/** Headers of a span without any log that are looked at beside its ends. */
const samples = 2;

/**
 * Reads a span in which nothing changes any more: logs by number, and the headers of its two ends. The blocks between are known by their
 * logs alone; where these carry no time, or one that cannot be, their headers are read too.
 *
 * Checked: each log of an end has that block's hash and time; blooms of the ends, and of two blocks drawn from a span without any log,
 * promise nothing that is not there. Not checked, in the middle of a span: a log left out where there are others, and what the one log of a
 * block says of its block; that is what a second endpoint is for.
 *
 * @throws RpcFailure
 */
export async function readSpan(input: {
  endpoint: Endpoint;
  other: Endpoint | undefined;
  addresses: readonly Address[];
  from: number;
  to: number;
  maxBytes: number;
  completeness: Completeness;
}): Promise<SpanRead> {
  const { endpoint, addresses, from, to, completeness } = input;
  const [logs, [first, end = first]] = await Promise.all([
    fetchSpanLogs(endpoint, addresses, { from, to }, input.maxBytes),
    fetchHeaders(endpoint, from === to ? [from] : [from, to]),
  ]);
  if (first === undefined || end === undefined) throw invalid('a span without its ends');
  await completeTimes(endpoint, logs, first, end);
  const looked = [first, ...(end === first ? [] : [end])];
  if (logs.length === 0 && to - from > 1)
    looked.push(...(await fetchHeaders(endpoint, drawn(from + 1, to - 1))));
  const answered = looked.map((header) => ({
    header,
    logs: logs.filter((log) => log.blockNumber === header.block.number),
  }));
  await completeness.check(endpoint, input.other, addresses, answered);
  return { from, to, endpoint, first, end, logs, asked: addresses.length };
}

/** Some numbers of a range, by chance: a node that hides logs cannot know which. */
function drawn(from: number, to: number): number[] {
  const numbers = Array.from({ length: samples }, () => from + Math.floor(Math.random() * (to - from + 1)));
  return [...new Set(numbers)];
}

/** Gives each log the time of its block, and holds logs against the headers that are known. @throws RpcFailure */
export async function completeTimes(
  endpoint: Endpoint,
  logs: readonly RawLog[],
  first: Header,
  end: Header,
): Promise<void> {
  const headers = new Map([first, end].map((header) => [header.block.number, header]));
  const unsure = doubtfulBlocks(logs, first, end).filter((number) => !headers.has(number));
  for (const header of await fetchHeaders(endpoint, unsure)) headers.set(header.block.number, header);
  for (const log of logs) {
    const block = headers.get(log.blockNumber)?.block;
    if (block === undefined) continue;
    if (block.hash !== log.blockHash) {
      throw invalid(
        `a log names block ${log.blockNumber} (${log.blockHash}), which is not the block that was read`,
      );
    }
    if (log.blockTimestamp !== -1 && log.blockTimestamp !== block.timestamp) {
      throw invalid(`a log names another time of block ${log.blockNumber} than its header`);
    }
    log.blockTimestamp = block.timestamp;
  }
}

/** Blocks whose logs carry no time, or one that no chain would have: time never goes back. */
function doubtfulBlocks(logs: readonly RawLog[], first: Header, end: Header): number[] {
  const doubtful = new Set<number>();
  let before = first.block.timestamp;
  for (const log of logs) {
    const time = log.blockTimestamp;
    if (time < before || time > end.block.timestamp) doubtful.add(log.blockNumber);
    else before = time;
  }
  return [...doubtful];
}
