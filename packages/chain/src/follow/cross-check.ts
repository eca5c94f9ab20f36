import type { Address, Bytes32 } from '@atoll/schemas/ids';
import { EndpointsDisagree } from '../errors.ts';
import type { FollowedBlock } from '../follow-types.ts';
import type { RawLog } from '../raw-log.ts';
import type { Endpoint } from './endpoint.ts';
import type { Endpoints } from './endpoints.ts';
import { fetchSpanLogs } from './fetch-logs.ts';
import { fetchHeader } from './headers.ts';
import { RpcFailure } from './rpc-failure.ts';

/** A witness that did not contradict: it agreed about this, or had nothing to say. */
type Verdict = { readonly agreed: boolean };

/**
 * Asks a second endpoint what the first one was asked. One that fails or is behind says nothing, and holds nothing up; one that says
 * otherwise stops what is being read, for who is right cannot be told from here. Once it did, only its agreement lets reading go on.
 */
export class CrossCheck {
  readonly #endpoints: Endpoints;
  readonly #maxBytes: number;
  /** Every so many spans are compared log by log. */
  readonly #every: number;
  #spans = 0;
  /** What was disagreed about last, until it was agreed about. */
  #dispute: { readonly number: number; readonly about: 'hash' | 'logs'; readonly error: Error } | undefined;

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
    known: (number: number) => Bytes32 | undefined,
  ): Promise<void> {
    await this.#witnessed(asked, async (witness) => {
      const own = (await fetchHeader(witness, block.number)) ?? (await fetchHeader(witness, 'latest'));
      if (own === undefined) return { agreed: false };
      const { number, hash } = own.block;
      const expected = number === block.number ? block.hash : known(number);
      if (expected === undefined) return { agreed: false };
      if (expected !== hash) throw this.#disputed(number, 'hash', asked, witness);
      this.#agreed('hash', number, number);
      return { agreed: true };
    });
  }

  /**
   * Compares a final span: the hash of its last block, and of some spans every log.
   * @throws EndpointsDisagree
   */
  async span(
    asked: Endpoint,
    span: { from: number; end: FollowedBlock; logs: readonly RawLog[]; addresses: readonly Address[] },
  ): Promise<void> {
    const { from, end, logs, addresses } = span;
    const whole = this.#dispute?.about === 'logs' || this.#spans % this.#every === 0;
    this.#spans += 1;
    await this.#witnessed(asked, async (witness) => {
      const own = await fetchHeader(witness, end.number);
      if (own === undefined) return { agreed: false };
      if (own.block.hash !== end.hash) throw this.#disputed(end.number, 'hash', asked, witness);
      this.#agreed('hash', end.number, end.number);
      if (!whole) return { agreed: true };
      const others = await fetchSpanLogs(witness, addresses, { from, to: end.number }, this.#maxBytes);
      const number = firstDifference(logs, others);
      if (number !== undefined) throw this.#disputed(number, 'logs', asked, witness);
      this.#agreed('logs', from, end.number);
      return { agreed: true };
    });
  }

  #disputed(number: number, about: 'hash' | 'logs', asked: Endpoint, witness: Endpoint): EndpointsDisagree {
    const error = new EndpointsDisagree({ number, endpoints: [asked.label, witness.label], about });
    this.#dispute = { number, about, error };
    return error;
  }

  /** A hash settles those of all blocks before it; logs only their own. */
  #agreed(about: 'hash' | 'logs', from: number, to: number): void {
    const dispute = this.#dispute;
    if (dispute?.about !== about || dispute.number > to) return;
    if (about === 'hash' || dispute.number >= from) this.#dispute = undefined;
  }

  async #witnessed(asked: Endpoint, work: (witness: Endpoint) => Promise<Verdict>): Promise<void> {
    const witness = this.#endpoints.witness(asked);
    const verdict = witness === undefined ? undefined : await this.#heard(witness, work);
    if (verdict?.agreed !== true && this.#dispute !== undefined) throw this.#dispute.error;
  }

  async #heard(
    witness: Endpoint,
    work: (witness: Endpoint) => Promise<Verdict>,
  ): Promise<Verdict | undefined> {
    try {
      const verdict = await work(witness);
      this.#endpoints.succeeded(witness);
      return verdict;
    } catch (error) {
      if (!(error instanceof RpcFailure)) throw error;
      // told to the caller as the endpoint's trouble; a range that it refuses is none
      if (error.kind !== 'range') this.#endpoints.failed(witness, error);
      return undefined;
    }
  }
}

/** Whether two endpoints tell the same of the time of a log's block, as far as both do: many leave it out. */
const sameTime = (a: RawLog, b: RawLog): boolean =>
  a.blockTimestamp === b.blockTimestamp || Math.min(a.blockTimestamp, b.blockTimestamp) < 0;

/** The first block in which two lists of logs differ. */
function firstDifference(ours: readonly RawLog[], theirs: readonly RawLog[]): number | undefined {
  for (let at = 0; at < Math.max(ours.length, theirs.length); at += 1) {
    const [a, b] = [ours[at], theirs[at]];
    if (a === undefined || b === undefined) return a?.blockNumber ?? b?.blockNumber;
    const same =
      a.logIndex === b.logIndex &&
      a.transactionIndex === b.transactionIndex &&
      sameTime(a, b) &&
      a.topicCount === b.topicCount &&
      a.dataLength === b.dataLength &&
      a.agrees(b, 'address') &&
      a.agrees(b, 'blockHash') &&
      a.agrees(b, 'transactionHash') &&
      a.agrees(b, 'topics') &&
      a.agrees(b, 'data');
    if (!same) return Math.min(a.blockNumber, b.blockNumber);
  }
  return undefined;
}
