import { type Address, type Bytes32 } from '@atoll/schemas/ids';
import { EndpointsDisagree } from '../errors.ts';
import { type FollowedBlock } from '../follow-types.ts';
import { type CheckedLog } from './check-logs.ts';
import { type Endpoint } from './endpoint.ts';
import { type Endpoints } from './endpoints.ts';
import { fetchSpanLogs } from './fetch-logs.ts';
import { fetchHeader } from './headers.ts';
import { RpcFailure } from './rpc-failure.ts';

/**
 * Asks a second endpoint what the first one was asked. One that fails or is behind says nothing, and holds nothing up; one that says
 * otherwise stops what is being read, for who is right cannot be told from here.
 */
export class CrossCheck {
  readonly #endpoints: Endpoints;
  readonly #maxBytes: number;
  /** Every so many spans are compared log by log. */
  readonly #every: number;
  #spans = 0;

  constructor(input: { endpoints: Endpoints; maxBytes: number; every: number }) {
    this.#endpoints = input.endpoints;
    this.#maxBytes = input.maxBytes;
    this.#every = input.every;
  }

  /**
   * Compares the hash of a block; where the witness does not have it yet, that of its own head.
   * @param known the hash that was read of an earlier block, where it is at hand
   * @throws EndpointsDisagree
   */
  async block(
    asked: Endpoint,
    block: FollowedBlock,
    known: (number: number) => Bytes32 | undefined = () => undefined,
  ): Promise<void> {
    await this.#witnessed(asked, async (witness) => {
      const own = (await fetchHeader(witness, block.number)) ?? (await fetchHeader(witness, 'latest'));
      if (own === undefined) return;
      const { number, hash } = own.block;
      const expected = number === block.number ? block.hash : known(number);
      if (expected === undefined || expected === hash) return;
      throw new EndpointsDisagree({ number, endpoints: [asked.label, witness.label], what: 'its hash' });
    });
  }

  /**
   * Compares a final span: the hash of its last block, and of some spans every log.
   * @throws EndpointsDisagree
   */
  async span(
    asked: Endpoint,
    span: { from: number; end: FollowedBlock; logs: readonly CheckedLog[]; addresses: readonly Address[] },
  ): Promise<void> {
    const { from, end, logs, addresses } = span;
    const whole = this.#spans % this.#every === 0;
    this.#spans += 1;
    await this.#witnessed(asked, async (witness) => {
      const own = await fetchHeader(witness, end.number);
      if (own === undefined) return;
      const endpoints = [asked.label, witness.label] as const;
      if (own.block.hash !== end.hash) {
        throw new EndpointsDisagree({ number: end.number, endpoints, what: 'its hash' });
      }
      if (!whole) return;
      const others = await fetchSpanLogs(witness, addresses, { from, to: end.number }, this.#maxBytes);
      const number = firstDifference(logs, others);
      if (number !== undefined) throw new EndpointsDisagree({ number, endpoints, what: 'its logs' });
    });
  }

  async #witnessed(asked: Endpoint, work: (witness: Endpoint) => Promise<void>): Promise<void> {
    const witness = this.#endpoints.witness(asked);
    if (witness === undefined) return;
    try {
      await work(witness);
      this.#endpoints.succeeded(witness);
    } catch (error) {
      if (!(error instanceof RpcFailure)) throw error;
      // told to the caller as the endpoint's trouble; a range that it refuses is none
      if (error.kind !== 'range') this.#endpoints.failed(witness, error);
    }
  }
}

/** The first block in which two lists of logs differ. */
function firstDifference(ours: readonly CheckedLog[], theirs: readonly CheckedLog[]): number | undefined {
  for (let at = 0; at < Math.max(ours.length, theirs.length); at += 1) {
    const [a, b] = [ours[at], theirs[at]];
    if (a === undefined || b === undefined) return a?.blockNumber ?? b?.blockNumber;
    const same =
      a.blockHash === b.blockHash &&
      a.logIndex === b.logIndex &&
      a.address === b.address &&
      a.data === b.data &&
      a.topics.length === b.topics.length &&
      a.topics.every((topic, index) => topic === b.topics[index]);
    if (!same) return Math.min(a.blockNumber, b.blockNumber);
  }
  return undefined;
}
