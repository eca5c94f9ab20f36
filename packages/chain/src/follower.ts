import type { Bytes32 } from '@atoll/schemas/ids';
import type { Chain } from './chain.ts';
import { ChainMovedBack, ChainUnavailable, ForkBelowFinality } from './errors.ts';
import type { BlockReference, FollowEvent, FollowParameters } from './follow-types.ts';
import { findAncestor } from './follow/ancestor.ts';
import type { RawLog } from './raw-log.ts';
import { Completeness } from './follow/completeness.ts';
import { CrossCheck } from './follow/cross-check.ts';
import { withDiscovered } from './follow/discovery.ts';
import { EarlyLogs } from './follow/early-logs.ts';
import type { Endpoint, ToldBy } from './follow/endpoint.ts';
import type { Endpoints } from './follow/endpoints.ts';
import { fetchBlockLogs, fetchSpanLogs } from './follow/fetch-logs.ts';
import { checkLinks, fetchHeader, fetchHeaders, type Header } from './follow/headers.ts';
import { completeTimes, readSpan, type SpanRead } from './follow/read-span.ts';
import { invalid, RpcFailure } from './follow/rpc-failure.ts';
import { SpanQueue } from './follow/span-queue.ts';
import { type Discovered, Watched } from './follow/watched.ts';

/** Most blocks near the head that are read at once, each with its header and by its hash. */
const recentBlocks = 50;
/** Final blocks below this many are read like recent ones: the same requests, and every check. */
const nearHead = 8;
/** Milliseconds for which a look at the head serves while a long past is read. */
const headServesMs = 1000;

/** What one look at the chain gave. `idle`: nothing was left to read. */
export interface Step {
  readonly events: readonly FollowEvent[];
  readonly idle: boolean;
}

interface Read {
  readonly blocks: readonly Header[];
  readonly logs: readonly RawLog[];
  readonly discovered: readonly Discovered[];
}

/**
 * One reader's place on the chain. `step` reads at most one span and moves only when all of it was read and agreed; it throws, with nothing
 * moved, when it did not.
 */
export class Follower {
  readonly #chain: Chain;
  readonly #endpoints: Endpoints;
  readonly #parameters: FollowParameters;
  readonly #watched: Watched;
  readonly #finality: number;
  readonly #maxBytes: number;
  readonly #knownBlock: NonNullable<FollowParameters['knownBlock']>;
  readonly #queue: SpanQueue;
  readonly #completeness: Completeness;
  readonly #crossCheck: CrossCheck;
  readonly #early = new EarlyLogs();
  /** Block that nothing was committed before: the lowest possible ancestor. */
  readonly #origin: number;
  /** Last block read, undefined at the very start. */
  #last: BlockReference | undefined;
  #next: number;
  /** Nothing at or below this changes; on a restart a bound that certainly held. */
  #finalized: number;
  /** The last number that was given out as final. */
  #announced: number;
  #recentSpan = recentBlocks;
  #head: { readonly header: Header; readonly endpoint: Endpoint; readonly at: number } | undefined;
  /** Hashes of blocks above finality that this reader gave out. */
  readonly #recent = new Map<number, Bytes32>();

  constructor(parameters: FollowParameters, endpoints: Endpoints, signal: AbortSignal) {
    const { chain, from } = parameters;
    this.#chain = chain;
    this.#endpoints = endpoints;
    this.#parameters = parameters;
    this.#watched = new Watched(parameters.addresses, parameters.discovered ?? []);
    this.#finality = parameters.finality ?? chain.confirmations;
    this.#maxBytes = parameters.maxReplyBytes ?? 16 * 2 ** 20;
    this.#knownBlock = parameters.knownBlock ?? (() => undefined);
    // a single block is never refused for a size that blocks have
    this.#completeness = new Completeness({ signal, maxBytes: 8 * this.#maxBytes });
    this.#crossCheck = new CrossCheck({
      endpoints,
      maxBytes: this.#maxBytes,
      every: parameters.compareEvery ?? 8,
    });
    this.#queue = new SpanQueue({
      endpoints,
      limits: { logs: parameters.spanLogs ?? 5000, blocks: Math.max(1, parameters.maxSpan ?? 10_000) },
      inFlight: Math.max(1, parameters.inFlight ?? 4),
      read: (endpoint, first, last) => this.#readSpan(endpoint, first, last),
    });
    const start = from.hash === undefined ? from.number : chain.startBlock;
    this.#origin = Math.max(0, start - 1);
    this.#announced = from.finalized ?? start - 1;
    if (from.hash === undefined) {
      this.#next = from.number;
      this.#finalized = from.number - 1;
    } else {
      this.#last = { number: from.number, hash: from.hash };
      this.#next = from.number + 1;
      // when `from` was committed the head was at least there, so nothing above this was certainly final
      this.#finalized = from.finalized ?? from.number - this.#finality;
    }
  }

  /** A socket told of a block: where it is the next one, its logs are asked for at once. */
  told({ endpoint, head }: ToldBy): void {
    if (head.number !== this.#next) return;
    this.#early.ask(endpoint, head, this.#watched.addresses, this.#maxBytes * 8);
  }

  async step(): Promise<Step> {
    const seen = this.#head;
    if (seen !== undefined && performance.now() - seen.at < headServesMs) {
      const finalHead = seen.header.block.number - this.#finality;
      if (this.#next + nearHead <= finalHead) return this.#readFinal(seen.header, finalHead);
    }
    const { header, endpoint } = await this.#look();
    const head = header.block;
    const last = this.#last;
    if (last !== undefined && head.number <= last.number) {
      return this.#endpoints.with(endpoint, () => this.#atOrBehind(endpoint, header, last));
    }
    if (head.number < this.#next) return { events: [], idle: true };
    const finalHead = head.number - this.#finality;
    if (this.#next + nearHead <= finalHead) return this.#readFinal(header, finalHead);
    return this.#endpoints.with(endpoint, () => this.#readRecent(endpoint, header));
  }

  async #look() {
    const seen = await this.#endpoints.use(async (endpoint) => {
      const header = await fetchHeader(endpoint, 'latest');
      if (header === undefined) throw invalid('the node has no newest block');
      return { header, endpoint, at: performance.now() };
    });
    this.#head = seen;
    const { number, hash } = seen.header.block;
    this.#parameters.onHead?.({ number, hash });
    return seen;
  }

  /** The head is not above what was read: nothing new, a node that lags, or another branch. */
  async #atOrBehind(endpoint: Endpoint, { block: head }: Header, last: BlockReference): Promise<Step> {
    const known = head.number === last.number ? last.hash : await this.#hashOf(head.number);
    if (known === undefined || known === head.hash) {
      if (head.number < this.#finalized) {
        throw new ChainMovedBack({ head: head.number, finalized: this.#finalized });
      }
      return { events: this.#finalizedEvents(head.number - this.#finality), idle: true };
    }
    if (head.number <= this.#finalized) {
      throw new ForkBelowFinality({ number: head.number, finalized: this.#finalized });
    }
    const canonical = await fetchHeader(endpoint, last.number);
    // a node of several behind one address that stands on a branch which the others have left
    if (canonical?.block.hash === last.hash) return { events: [], idle: true };
    return this.#reorg(endpoint, last);
  }

  /** Reads a span in which nothing changes any more: logs by number, headers only at its ends. */
  async #readFinal(head: Header, finalHead: number): Promise<Step> {
    const span = await this.#queue.take(this.#next, finalHead);
    try {
      return await this.#endpoints.with(span.endpoint, () => this.#placeSpan(span, head));
    } catch (error) {
      this.#queue.clear();
      throw error;
    }
  }

  async #readSpan(endpoint: Endpoint, from: number, to: number): Promise<SpanRead> {
    const { addresses } = this.#watched;
    const other = this.#endpoints.witness(endpoint);
    const maxBytes = from === to ? 8 * this.#maxBytes : this.#maxBytes;
    const completeness = this.#completeness;
    const span = await readSpan({ endpoint, other, addresses, from, to, maxBytes, completeness });
    await this.#crossCheck.span(endpoint, { from, end: span.end.block, logs: span.logs, addresses });
    return span;
  }

  async #placeSpan(span: SpanRead, head: Header): Promise<Step> {
    const { endpoint, first, end, from, to } = span;
    if (!this.#follows(first)) return this.#brokenLink(endpoint);
    const found = await withDiscovered({
      ...span,
      watched: this.#watched,
      discover: this.#parameters.discover,
      fetch: async (addresses, start) => {
        const logs = await fetchSpanLogs(endpoint, addresses, { from: start, to }, this.#maxBytes * 8);
        await completeTimes(endpoint, logs, first, end);
        return logs;
      },
    });
    const step = this.#advance(head, { blocks: [end], ...found });
    return from === to ? step : { ...step, idle: false };
  }

  /** Reads blocks near the head: every header, linked to the one before, and logs by block hash. */
  async #readRecent(endpoint: Endpoint, head: Header): Promise<Step> {
    const from = this.#next;
    const to = Math.min(head.block.number, from + this.#recentSpan - 1);
    const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    const missing = numbers.filter((number) => number !== head.block.number);
    const headers = await fetchHeaders(endpoint, missing);
    if (to === head.block.number) headers.push(head);
    const [first] = headers;
    if (first !== undefined && !this.#follows(first)) return this.#brokenLink(endpoint);
    checkLinks(undefined, headers);
    try {
      const found = await this.#readBlocks(endpoint, headers);
      this.#recentSpan = Math.min(recentBlocks, this.#recentSpan * 2);
      return this.#advance(head, { blocks: headers, ...found });
    } catch (error) {
      if (error instanceof RpcFailure) this.#recentSpan = Math.max(1, Math.floor(this.#recentSpan / 2));
      throw error;
    }
  }

  async #readBlocks(endpoint: Endpoint, headers: readonly Header[]): Promise<Omit<Read, 'blocks'>> {
    const { addresses } = this.#watched;
    const blocks = headers.map(({ block }) => block);
    const [first, end] = [headers[0], headers.at(-1)];
    if (first === undefined || end === undefined) throw invalid('no headers');
    const times = new Map(blocks.map((block) => [block.number, block.timestamp]));
    const read = async (some: readonly (typeof blocks)[number][], of: typeof addresses) => {
      const [only] = some;
      const early =
        some.length === 1 && only !== undefined ? await this.#early.take(endpoint, only.hash, of) : undefined;
      const lists =
        early === undefined ? await fetchBlockLogs(endpoint, of, some, this.#maxBytes * 8) : [early];
      for (const log of lists.flat()) placeInTime(log, times);
      return lists;
    };
    const [lists] = await Promise.all([
      read(blocks, addresses),
      this.#crossCheck.block(endpoint, end.block, (number) => this.#hashRead(number, blocks)),
    ]);
    const answered = headers.map((header, index) => ({ header, logs: lists[index] ?? [] }));
    await this.#completeness.check(endpoint, this.#endpoints.witness(endpoint), addresses, answered);
    return withDiscovered({
      logs: lists.flat(),
      from: first.block.number,
      asked: addresses.length,
      watched: this.#watched,
      discover: this.#parameters.discover,
      fetch: async (of, start) =>
        (
          await read(
            blocks.filter(({ number }) => number >= start),
            of,
          )
        ).flat(),
    });
  }

  #hashRead(number: number, blocks: readonly BlockReference[]): Bytes32 | undefined {
    return blocks.find((block) => block.number === number)?.hash ?? this.#recent.get(number);
  }

  #follows({ block }: Header): boolean {
    return this.#last === undefined || block.parentHash === this.#last.hash;
  }

  /** The next block does not follow the last one: that one was reorganised away, or two nodes answered. */
  async #brokenLink(endpoint: Endpoint): Promise<Step> {
    const last = this.#last;
    if (last === undefined) throw invalid('the first block has no parent');
    const canonical = await fetchHeader(endpoint, last.number);
    if (canonical === undefined || canonical.block.hash === last.hash) {
      throw new ChainUnavailable({ what: `the chain changed at block ${last.number} while it was read` });
    }
    return this.#reorg(endpoint, last);
  }

  async #reorg(endpoint: Endpoint, last: BlockReference): Promise<Step> {
    const ancestor = await findAncestor({
      endpoint,
      below: last.number,
      finalized: this.#finalized,
      origin: this.#origin,
      hashOf: (number) => this.#hashOf(number),
    });
    for (const number of this.#recent.keys()) if (number > ancestor.number) this.#recent.delete(number);
    this.#watched.undoAbove(ancestor.number);
    this.#queue.clear();
    this.#head = undefined;
    this.#last = ancestor;
    this.#next = ancestor.number + 1;
    return { events: [{ type: 'reorg', ancestor }], idle: false };
  }

  async #hashOf(number: number): Promise<Bytes32 | undefined> {
    return this.#recent.get(number) ?? (await this.#knownBlock(number));
  }

  #advance(header: Header, { blocks: headers, logs, discovered }: Read): Step {
    const head = header.block;
    const blocks = headers.map(({ block }) => block);
    const end = blocks.at(-1);
    if (end === undefined) throw invalid('an empty span');
    this.#last = { number: end.number, hash: end.hash };
    this.#next = end.number + 1;
    this.#watched.add(discovered);
    for (const block of blocks) this.#recent.set(block.number, block.hash);
    const reference = { number: head.number, hash: head.hash };
    return {
      events: [
        { type: 'blocks', blocks, logs, head: reference },
        ...this.#finalizedEvents(head.number - this.#finality),
      ],
      idle: end.number === head.number,
    };
  }

  /** Nothing is final that was not read. */
  #finalizedEvents(finalHead: number): FollowEvent[] {
    const number = Math.min(finalHead, this.#last?.number ?? -1);
    if (number <= this.#announced) return [];
    this.#announced = number;
    this.#finalized = Math.max(this.#finalized, number);
    for (const known of this.#recent.keys()) if (known < number) this.#recent.delete(known);
    return [{ type: 'finalized', number }];
  }
}

function placeInTime(log: RawLog, times: ReadonlyMap<number, number>): void {
  const time = times.get(log.blockNumber);
  if (time === undefined || (log.blockTimestamp !== -1 && log.blockTimestamp !== time)) {
    throw invalid(`a log names another time of block ${log.blockNumber} than its header`);
  }
  log.blockTimestamp = time;
}
