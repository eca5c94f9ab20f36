import type { Endpoint } from './endpoint.ts';
import type { Endpoints } from './endpoints.ts';
import type { SpanRead } from './read-span.ts';
import { RpcFailure } from './rpc-failure.ts';
import { afterRefusal, afterSpan, firstSpanSize, type SpanLimits, type SpanSize } from './span-size.ts';

type Outcome = { readonly read: SpanRead } | { readonly error: unknown };

interface Pending {
  readonly from: number;
  readonly to: number;
  readonly outcome: Promise<Outcome>;
}

/**
 * Spans below finality, a few of them read at once and given out in order. Those that wait to be given out count as in flight: no more is
 * held than `inFlight` answers, however slow the taker.
 */
export class SpanQueue {
  readonly #endpoints: Endpoints;
  readonly #limits: SpanLimits;
  readonly #inFlight: number;
  readonly #read: (endpoint: Endpoint, from: number, to: number) => Promise<SpanRead>;
  #pending: Pending[] = [];
  #size: SpanSize;
  /** Spans in flight now: halves where a node limits, grows back with each answer. */
  #most: number;

  constructor(input: {
    endpoints: Endpoints;
    limits: SpanLimits;
    inFlight: number;
    read: (endpoint: Endpoint, from: number, to: number) => Promise<SpanRead>;
  }) {
    this.#endpoints = input.endpoints;
    this.#limits = input.limits;
    this.#inFlight = input.inFlight;
    this.#most = input.inFlight;
    this.#read = input.read;
    this.#size = firstSpanSize(input.limits);
  }

  /** Forgets what is in flight: the place has moved. */
  clear(): void {
    this.#pending = [];
  }

  /**
   * The span that begins with `next`, none above `last`. A span that the node finds too long is asked for by halves.
   * @throws RpcFailure, and whatever the reading throws, with nothing left in flight
   */
  async take(next: number, last: number): Promise<SpanRead> {
    for (;;) {
      this.#fill(next, last);
      const pending = this.#pending.shift();
      if (pending === undefined) throw new RangeError(`there is no span from ${next} to ${last}`);
      const outcome = await pending.outcome;
      const blocks = pending.to - pending.from + 1;
      if ('read' in outcome) {
        this.#size = afterSpan(this.#size, { blocks, logs: outcome.read.logs.length }, this.#limits);
        this.#most = Math.min(this.#inFlight, this.#most + 1);
        this.#fill(pending.to + 1, last);
        return outcome.read;
      }
      this.clear();
      const { error } = outcome;
      if (!(error instanceof RpcFailure)) throw error;
      if (error.kind === 'limit') this.#most = Math.max(1, Math.floor(this.#most / 2));
      const shorter = error.kind === 'range' || error.kind === 'timeout' || error.kind === 'other';
      if (shorter && blocks > 1) this.#size = afterRefusal(this.#size, blocks);
      if (error.kind !== 'range' || blocks === 1) throw error;
    }
  }

  #fill(next: number, last: number): void {
    if (this.#pending[0] !== undefined && this.#pending[0].from !== next) this.clear();
    // the first answer says how long the others may be
    const most = this.#size.density === undefined ? 1 : this.#most;
    let from = (this.#pending.at(-1)?.to ?? next - 1) + 1;
    while (this.#pending.length < most && from <= last) {
      const to = Math.min(from + this.#size.blocks - 1, last);
      this.#pending.push({ from, to, outcome: this.#start(from, to) });
      from = to + 1;
    }
  }

  /** Never rejects: what failed is told when its turn comes. */
  #start(from: number, to: number): Promise<Outcome> {
    return this.#endpoints
      .use(async (endpoint) => {
        try {
          return await this.#read(endpoint, from, to);
        } catch (error) {
          // one block cannot be halved: the endpoint does not answer it
          if (from === to && error instanceof RpcFailure && error.kind === 'range') {
            throw new RpcFailure({ kind: 'other', what: error.message, cause: error });
          }
          throw error;
        }
      })
      .then(
        (read) => ({ read }),
        (error: unknown) => ({ error }),
      );
  }
}
