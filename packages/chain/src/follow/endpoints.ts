import type { AtollError } from '@atoll/schemas/error';
import { ChainMovedBack, ChainUnavailable } from '../errors.ts';
import { Endpoint, type EndpointAddress, type EndpointTraffic, type ToldBy } from './endpoint.ts';
import { RpcFailure } from './rpc-failure.ts';

export interface EndpointChange {
  /** Host of the endpoint. */
  readonly endpoint: string;
  /** Why it is left alone for now; absent when it answers again. */
  readonly error?: AtollError;
}

/** The endpoints of one chain: the first that is not resting from a failure is asked, so the primary is returned to by itself. */
export class Endpoints {
  readonly #all: readonly Endpoint[];
  readonly #onChange: (change: EndpointChange) => void;
  readonly #signal: AbortSignal;
  readonly #troubled = new Set<Endpoint>();

  constructor(
    addresses: readonly EndpointAddress[],
    input: {
      chainId: number;
      signal: AbortSignal;
      timeoutMs: number;
      onWake: (told?: ToldBy) => void;
      onChange: (change: EndpointChange) => void;
      onTraffic?: (traffic: EndpointTraffic) => void;
    },
  ) {
    this.#all = addresses.map((address) => new Endpoint(address, input));
    this.#onChange = input.onChange;
    this.#signal = input.signal;
  }

  get hasSocket(): boolean {
    return this.#all.some((endpoint) => endpoint.hasSocket);
  }

  renewSockets(): void {
    for (const endpoint of this.#all) endpoint.renewSocket();
  }

  close(): void {
    for (const endpoint of this.#all) endpoint.close();
  }

  /** Milliseconds until an endpoint may be asked. */
  readyInMs(): number {
    const now = performance.now();
    return Math.max(0, Math.min(...this.#all.map((endpoint) => endpoint.restUntil - now)));
  }

  /** An endpoint other than the one that was asked, fit to be asked now. */
  witness(other: Endpoint): Endpoint | undefined {
    const now = performance.now();
    return this.#all.find((endpoint) => endpoint !== other && endpoint.restUntil <= now);
  }

  /**
   * Does one piece of work with one endpoint. A failure that is the endpoint's leaves it alone for a while; the next piece of work asks
   * another, or waits.
   */
  use<T>(work: (endpoint: Endpoint) => Promise<T>): Promise<T> {
    return this.with(this.#best(), work);
  }

  /** As `use`, with the endpoint that an earlier piece of the work was done with. */
  async with<T>(endpoint: Endpoint, work: (endpoint: Endpoint) => Promise<T>): Promise<T> {
    try {
      const result = await work(endpoint);
      this.succeeded(endpoint);
      return result;
    } catch (error) {
      const behind = error instanceof ChainMovedBack && this.witness(endpoint) !== undefined;
      const unavailable = error instanceof ChainUnavailable;
      if (behind || (unavailable && !isRange(error))) this.failed(endpoint, error);
      throw error;
    }
  }

  failed(endpoint: Endpoint, error: AtollError): void {
    if (this.#signal.aborted) return;
    endpoint.failed(error);
    if (this.#troubled.has(endpoint)) return;
    this.#troubled.add(endpoint);
    this.#onChange({ endpoint: endpoint.label, error });
  }

  succeeded(endpoint: Endpoint): void {
    endpoint.succeeded();
    if (this.#troubled.delete(endpoint)) this.#onChange({ endpoint: endpoint.label });
  }

  #best(): Endpoint {
    const now = performance.now();
    const [first, ...others] = this.#all;
    if (first === undefined) throw new ChainUnavailable({ what: 'no endpoint is configured' });
    const ready = this.#all.find((endpoint) => endpoint.restUntil <= now);
    return ready ?? others.reduce((best, each) => (each.restUntil < best.restUntil ? each : best), first);
  }
}

const isRange = (error: unknown): boolean => error instanceof RpcFailure && error.kind === 'range';
