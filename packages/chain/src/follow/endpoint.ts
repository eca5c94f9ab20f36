import type { ToldHead } from './early-logs.ts';
import { isJson, type Json, readQuantity } from './hex.ts';
import { failureOf, readParsedLogs } from './read-answer.ts';
import type { AskedLogs } from './read-logs.ts';
import { invalid, RpcFailure } from './rpc-failure.ts';
import type { RawLog } from '../raw-log.ts';
import { connectHttp, type RpcConnection, type RpcLimits } from './rpc-http.ts';
import { connectSocket, type RpcSocket } from './rpc-socket.ts';

/** Where a node is reached. */
export interface EndpointAddress {
  /** `http(s)://…`, or `ws(s)://…` for everything over one socket. */
  readonly url: string;
  /** A socket of the same node, for word of new heads beside an `http(s)` url. */
  readonly webSocketUrl?: string;
}

export interface RpcCall {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** What an endpoint was asked, or failed at, for whoever counts. */
export interface EndpointTraffic {
  /** Host of the endpoint. */
  readonly endpoint: string;
  readonly kind: 'request' | 'failure';
}

export interface RequestOptions {
  readonly maxBytes?: number;
}

/** Calls of one JSON-RPC batch. */
const batchSize = 100;
/** Requests at once of an endpoint that takes no batches. */
const singlesAtOnce = 8;
const headerBytes = 32 * 2 ** 20;
/** Milliseconds that an endpoint is left alone after a failure, doubled up to the second figure. */
const rest = { first: 100, most: 10_000 };

/** A block that a socket told of, and the node behind it. */
export interface ToldBy {
  readonly endpoint: Endpoint;
  readonly head: ToldHead;
}

/** One node: its connections, and how it has been answering. */
export class Endpoint {
  /** The host, for logs: the rest of the address may hold a key. */
  readonly label: string;
  /** Time (of `performance.now`) before which it is left alone. */
  restUntil = 0;
  readonly #connection: RpcConnection;
  readonly #socket: RpcSocket | undefined;
  readonly #signal: AbortSignal;
  readonly #timeoutMs: number;
  readonly #chainId: number;
  readonly #onTraffic: ((traffic: EndpointTraffic) => void) | undefined;
  #nextId = 1;
  #batches = true;
  #failures = 0;
  #chainProved: Promise<void> | undefined;

  constructor(
    address: EndpointAddress,
    input: {
      chainId: number;
      signal: AbortSignal;
      timeoutMs: number;
      onWake: (told?: ToldBy) => void;
      onTraffic?: (traffic: EndpointTraffic) => void;
    },
  ) {
    this.label = new URL(address.url).host;
    this.#signal = input.signal;
    this.#timeoutMs = input.timeoutMs;
    this.#chainId = input.chainId;
    this.#onTraffic = input.onTraffic;
    const socketUrl = /^wss?:/.test(address.url) ? address.url : address.webSocketUrl;
    this.#socket =
      socketUrl === undefined
        ? undefined
        : connectSocket(socketUrl, (head) => input.onWake(head && { endpoint: this, head }));
    this.#connection =
      this.#socket !== undefined && socketUrl === address.url ? this.#socket : connectHttp(address.url);
  }

  get hasSocket(): boolean {
    return this.#socket !== undefined;
  }

  /** The socket kept silent about a head that polling found. */
  renewSocket(): void {
    this.#socket?.renew();
  }

  close(): void {
    this.#socket?.close();
    this.#connection.close();
  }

  /** @throws RpcFailure */
  async request(call: RpcCall, options: RequestOptions = {}): Promise<unknown> {
    await this.#proveChain();
    return this.#ask(call, options);
  }

  /** The logs of an answer to `eth_getLogs`, checked (`readLogs`), in the order in which they happened. @throws RpcFailure */
  async requestLogs(call: RpcCall, asked: AskedLogs, options: RequestOptions = {}): Promise<RawLog[]> {
    await this.#proveChain();
    const { sendForLogs } = this.#connection;
    if (sendForLogs === undefined) return readParsedLogs(await this.#ask(call, options), asked);
    const id = this.#nextId++;
    const body = JSON.stringify({ jsonrpc: '2.0', id, ...call });
    return sendForLogs({ body, id }, asked, this.#limits(options));
  }

  /** The answers to many small questions, in their order. All or none. */
  async requestAll(calls: readonly RpcCall[], options: RequestOptions = {}): Promise<unknown[]> {
    const [only] = calls;
    if (only !== undefined && calls.length === 1) return [await this.request(only, options)];
    await this.#proveChain();
    const answers: unknown[] = [];
    for (let at = 0; at < calls.length; at += batchSize) {
      const some = calls.slice(at, at + batchSize);
      answers.push(...(this.#batches ? await this.#batch(some, options) : await this.#singly(some, options)));
    }
    return answers;
  }

  succeeded(): void {
    this.#failures = 0;
    this.restUntil = 0;
  }

  /** Leaves the endpoint alone for a while: as long as it asks for, else longer each time. */
  failed(failure: unknown): void {
    this.#onTraffic?.({ endpoint: this.label, kind: 'failure' });
    const asked = failure instanceof RpcFailure ? failure.retryAfterMs : undefined;
    const now = performance.now();
    // of several requests that failed together only the first counts
    if (this.restUntil <= now) {
      this.restUntil = now + Math.min(rest.most, rest.first * 2 ** Math.min(this.#failures, 10));
      this.#failures += 1;
    }
    this.restUntil = Math.max(this.restUntil, now + (asked ?? 0));
  }

  /** An endpoint of another chain answers nothing that is believed. Asked once, and again after a failure. */
  #proveChain(): Promise<void> {
    this.#chainProved ??= this.#ask({ method: 'eth_chainId', params: [] }, {}).then(
      (reply) => {
        const found = readQuantity(reply);
        if (found === this.#chainId) return;
        this.#chainProved = undefined;
        throw invalid(`${this.label} serves chain ${found}, not ${this.#chainId}`);
      },
      (error: unknown) => {
        this.#chainProved = undefined;
        throw error;
      },
    );
    return this.#chainProved;
  }

  async #ask(call: RpcCall, options: RequestOptions): Promise<unknown> {
    const id = this.#nextId++;
    const reply = await this.#send(JSON.stringify({ jsonrpc: '2.0', id, ...call }), id, options);
    if (!isJson(reply) || (reply['id'] !== id && !('error' in reply))) {
      throw invalid(`${call.method}: the answer is not one to the question`);
    }
    return resultOf(reply, call.method);
  }

  async #batch(calls: readonly RpcCall[], options: RequestOptions): Promise<unknown[]> {
    const first = this.#nextId;
    this.#nextId += calls.length;
    const body = JSON.stringify(calls.map((call, index) => ({ jsonrpc: '2.0', id: first + index, ...call })));
    let reply: unknown;
    try {
      reply = await this.#send(body, first, options);
    } catch (error) {
      if (!(error instanceof RpcFailure) || error.kind === 'limit' || error.kind === 'timeout') throw error;
      reply = undefined;
    }
    if (!Array.isArray(reply)) {
      // refused as a whole: some take no batches; asked one by one, a real failure shows
      const answers = await this.#singly(calls, options);
      this.#batches = false;
      return answers;
    }
    const byId = new Map<unknown, Json>();
    for (const each of reply) {
      if (!isJson(each) || byId.has(each['id'])) throw invalid('a batch was answered twice or not at all');
      byId.set(each['id'], each);
    }
    return calls.map((call, index) => {
      const own = byId.get(first + index);
      if (own === undefined) throw invalid(`${call.method}: not answered in its batch`);
      return resultOf(own, call.method);
    });
  }

  async #singly(calls: readonly RpcCall[], options: RequestOptions): Promise<unknown[]> {
    const answers: unknown[] = [];
    for (let at = 0; at < calls.length; at += singlesAtOnce) {
      const some = calls.slice(at, at + singlesAtOnce);
      answers.push(...(await Promise.all(some.map((call) => this.#ask(call, options)))));
    }
    return answers;
  }

  #send(body: string, id: number, options: RequestOptions): Promise<unknown> {
    return this.#connection.send({ body, id }, this.#limits(options));
  }

  /** What is asked counts. */
  #limits({ maxBytes = headerBytes }: RequestOptions): RpcLimits {
    this.#onTraffic?.({ endpoint: this.label, kind: 'request' });
    return { maxBytes, timeoutMs: this.#timeoutMs, signal: this.#signal };
  }
}

function resultOf(reply: Json, method: string): unknown {
  const error = reply['error'];
  if (error !== undefined && error !== null) throw failureOf(error, method);
  if (!('result' in reply)) throw invalid(`${method}: an answer without result or error`);
  return reply['result'];
}
