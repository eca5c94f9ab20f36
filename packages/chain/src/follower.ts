import { type Address, type Bytes32 } from '@atoll/schemas/ids';
import { type Chain } from './chain.ts';
import { ChainMovedBack, ChainUnavailable, ForkBelowFinality } from './errors.ts';
import {
  type BlockReference,
  type FollowedBlock,
  type FollowEvent,
  type FollowParameters,
} from './follow-types.ts';
import { fetchHeader, fetchHeaders, fetchLogsOfBlock, fetchLogsOfSpan } from './rpc-blocks.ts';
import { checkLinks, placeLogs } from './span.ts';

/** Most blocks above finality that are read at once: each costs two requests. */
const unfinalizedSpan = 50;

/** What one look at the chain gave. `idle`: nothing was left to read. */
export interface Step {
  readonly events: readonly FollowEvent[];
  readonly idle: boolean;
}

/**
 * One reader's place on the chain. `step` reads at most one span and moves only when all of it was read and agreed; it throws
 * ChainUnavailable, with nothing moved, when it did not.
 */
export class Follower {
  readonly #chain: Chain;
  readonly #addresses: readonly Address[];
  readonly #finality: number;
  readonly #maxSpan: number;
  readonly #knownBlock: NonNullable<FollowParameters['knownBlock']>;
  readonly #onHead: NonNullable<FollowParameters['onHead']>;
  /** Block that nothing was committed before: the lowest possible ancestor. */
  readonly #origin: number;
  /** Last block read, undefined at the very start. */
  #last: BlockReference | undefined;
  #next: number;
  /** Nothing at or below this changes; on a restart a bound that certainly held. */
  #finalized: number;
  /** The last number that was given out as final. */
  #announced: number;
  #span: number;
  /** Hashes of blocks above finality that this reader gave out. */
  readonly #recent = new Map<number, Bytes32>();

  constructor(parameters: FollowParameters) {
    const { chain, from } = parameters;
    this.#chain = chain;
    this.#addresses = parameters.addresses;
    this.#finality = parameters.finality ?? chain.confirmations;
    this.#maxSpan = Math.max(1, parameters.maxSpan ?? 2000);
    this.#span = this.#maxSpan;
    this.#knownBlock = parameters.knownBlock ?? (() => undefined);
    this.#onHead = parameters.onHead ?? (() => undefined);
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

  async step(): Promise<Step> {
    const head = await fetchHeader(this.#chain, 'latest');
    if (head === undefined) throw new ChainUnavailable({ what: 'the node has no newest block' });
    this.#onHead({ number: head.number, hash: head.hash });
    const last = this.#last;
    if (last !== undefined && head.number <= last.number) return this.#atOrBehind(head, last);
    if (head.number < this.#next) return { events: [], idle: true };
    const finalHead = head.number - this.#finality;
    return this.#next <= finalHead ? this.#readFinal(head, finalHead) : this.#readRecent(head);
  }

  /** A refused or failed read is tried again with half the span. */
  narrow(): void {
    this.#span = Math.max(1, Math.floor(this.#span / 2));
  }

  /** The head is not above what was read: nothing new, a node that lags, or another branch. */
  async #atOrBehind(head: FollowedBlock, last: BlockReference): Promise<Step> {
    const known = head.number === last.number ? last.hash : await this.#hashOf(head.number);
    if (head.number < this.#finalized) {
      if (known === head.hash) throw new ChainUnavailable({ what: `the node is behind, at ${head.number}` });
      throw new ChainMovedBack({ head: head.number, finalized: this.#finalized });
    }
    if (known !== undefined && known !== head.hash) return this.#reorg(last);
    return { events: this.#finalizedEvents(head.number - this.#finality), idle: true };
  }

  /** Reads a span in which nothing changes any more: logs by number, headers only where there is something. */
  async #readFinal(head: FollowedBlock, finalHead: number): Promise<Step> {
    const from = this.#next;
    const to = Math.min(from + this.#span - 1, finalHead);
    const [first, end] = await this.#headers([from, to], head);
    if (first === undefined || end === undefined) throw new ChainUnavailable({ what: 'missing headers' });
    if (!this.#follows(first)) return this.#brokenLink();
    const logs =
      from === to
        ? await fetchLogsOfBlock(this.#chain, this.#addresses, end)
        : await fetchLogsOfSpan(this.#chain, this.#addresses, from, to);
    const numbers = [...new Set(logs.map((log) => log.blockNumber))].filter((number) => number !== to);
    numbers.sort((a, b) => a - b);
    const blocks = [...(await this.#headers(numbers, first)), end];
    const placed = placeLogs(blocks, logs);
    this.#span = Math.min(this.#maxSpan, this.#span * 2);
    return this.#advance(head, blocks, placed);
  }

  /** Reads blocks that may still be reorganised away: every header, linked to the one before, and logs by block hash. */
  async #readRecent(head: FollowedBlock): Promise<Step> {
    const from = this.#next;
    const to = Math.min(head.number, from + unfinalizedSpan - 1);
    const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    const blocks = await this.#headers(numbers, head);
    const first = blocks[0];
    if (first !== undefined && !this.#follows(first)) return this.#brokenLink();
    checkLinks({}, blocks);
    const logs = await Promise.all(
      blocks.map((block) => fetchLogsOfBlock(this.#chain, this.#addresses, block)),
    );
    return this.#advance(head, blocks, placeLogs(blocks, logs.flat()));
  }

  #follows(block: FollowedBlock): boolean {
    return this.#last === undefined || block.parentHash === this.#last.hash;
  }

  /** The next block does not follow the last one: that one was reorganised away, or two nodes answered. */
  async #brokenLink(): Promise<Step> {
    const last = this.#last;
    if (last === undefined) throw new ChainUnavailable({ what: 'the first block has no parent' });
    const canonical = await fetchHeader(this.#chain, last.number);
    if (canonical === undefined || canonical.hash === last.hash) {
      throw new ChainUnavailable({ what: `the chain changed at block ${last.number} while it was read` });
    }
    return this.#reorg(last);
  }

  async #reorg(last: BlockReference): Promise<Step> {
    const ancestor = await this.#ancestorOf(last);
    for (const number of this.#recent.keys()) if (number > ancestor.number) this.#recent.delete(number);
    this.#last = ancestor;
    this.#next = ancestor.number + 1;
    return { events: [{ type: 'reorg', ancestor }], idle: false };
  }

  /** The highest block below `last` that caller and node agree on. */
  async #ancestorOf(last: BlockReference): Promise<BlockReference> {
    const floor = Math.max(this.#finalized, this.#origin);
    for (let number = last.number - 1; number >= floor; number -= 1) {
      const known = await this.#hashOf(number);
      if (known === undefined && number !== this.#origin) continue;
      const canonical = await fetchHeader(this.#chain, number);
      if (canonical === undefined) continue;
      if (known === undefined || known === canonical.hash) return { number, hash: canonical.hash };
    }
    throw new ForkBelowFinality({ number: floor, finalized: this.#finalized });
  }

  async #hashOf(number: number): Promise<Bytes32 | undefined> {
    return this.#recent.get(number) ?? (await this.#knownBlock(number));
  }

  /** Headers by number, taking one that is at hand already. */
  async #headers(numbers: readonly number[], have: FollowedBlock): Promise<FollowedBlock[]> {
    const missing = [...new Set(numbers)].filter((number) => number !== have.number);
    const fetched = await fetchHeaders(this.#chain, missing);
    const byNumber = new Map([have, ...fetched].map((block) => [block.number, block]));
    return numbers.flatMap((number) => byNumber.get(number) ?? []);
  }

  #advance(head: FollowedBlock, blocks: readonly FollowedBlock[], logs: ReturnType<typeof placeLogs>): Step {
    const end = blocks.at(-1);
    if (end === undefined) throw new ChainUnavailable({ what: 'an empty span' });
    this.#last = { number: end.number, hash: end.hash };
    this.#next = end.number + 1;
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
