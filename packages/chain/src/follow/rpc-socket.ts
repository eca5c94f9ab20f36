import { toldHead, type ToldHead } from './early-logs.ts';
import { isJson } from './hex.ts';
import { RpcFailure, tooLate } from './rpc-failure.ts';
import { parseReply, type RpcConnection } from './rpc-http.ts';

/** Milliseconds before a lost socket is opened again, doubled up to the second figure. */
const backOff = { first: 200, most: 20_000 };
/** Messages of a socket longer than this are of no use to anybody here. */
const maxMessageLength = 64 * 2 ** 20;

export interface RpcSocket extends RpcConnection {
  /** Opens the socket anew: it was silent where it should have spoken. */
  renew(): void;
}

interface Waiting {
  resolve(reply: unknown): void;
  reject(error: Error): void;
}

/** What stands on the wire now. A new one for each connection, so that a late event of an old socket does nothing. */
interface Link {
  readonly socket: WebSocket;
  readonly waiting: Map<number, Waiting>;
  readonly opened: Promise<boolean>;
  /** Messages that came. */
  heard: number;
  /** Another one takes its place. */
  given: boolean;
}

/**
 * JSON-RPC over a WebSocket that is kept open, and a subscription to new heads. What a head's message says is not believed, nor missed: it
 * wakes the reader, which looks for itself, and polling goes on beneath.
 *
 * @param onWake called for each new head, and after each (re)connection, for what happened meanwhile
 */
export function connectSocket(url: string, onWake: (told?: ToldHead) => void): RpcSocket {
  let closed = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let link = open();

  function open(): Link {
    const socket = new WebSocket(url);
    const opened = Promise.withResolvers<boolean>();
    const own: Link = { socket, waiting: new Map(), opened: opened.promise, heard: 0, given: false };
    socket.addEventListener('open', () => {
      failures = 0;
      opened.resolve(true);
      // id 0 is the subscription's; whatever it answers, polling goes on
      socket.send('{"jsonrpc":"2.0","id":0,"method":"eth_subscribe","params":["newHeads"]}');
      onWake();
    });
    socket.addEventListener('message', ({ data }) => receive(own, data));
    socket.addEventListener('close', () => {
      opened.resolve(false);
      lose(own);
    });
    // 'close' follows each error and does what is to be done
    socket.addEventListener('error', () => opened.resolve(false));
    return own;
  }

  /** Gives a link up and opens another after a while, whether or not its end is heard of: a dead peer never tells. */
  function lose(own: Link): void {
    for (const { reject } of own.waiting.values()) reject(lost());
    own.waiting.clear();
    if (closed || own !== link || own.given) return;
    own.given = true;
    failures += 1;
    timer = setTimeout(() => (link = open()), Math.min(backOff.most, backOff.first * 2 ** (failures - 1)));
    timer.unref();
  }

  function giveUp(own: Link): void {
    if (closed || own !== link || own.socket.readyState !== WebSocket.OPEN) return;
    own.socket.close();
    lose(own);
  }

  function receive(own: Link, data: unknown): void {
    own.heard += 1;
    if (typeof data !== 'string' || data.length > maxMessageLength) return own.socket.close();
    const message = parseReply(data);
    if (isJson(message) && message['method'] === 'eth_subscription')
      return onWake(toldHead(message['params']));
    const id = Array.isArray(message) ? batchId(message) : isJson(message) ? message['id'] : undefined;
    if (typeof id !== 'number') return;
    own.waiting.get(id)?.resolve(message);
    own.waiting.delete(id);
  }

  return {
    async send({ body, id }, { timeoutMs, signal }) {
      const own = link;
      if (signal.aborted) throw lost();
      const answer = Promise.withResolvers<unknown>();
      const stop = () => answer.reject(lost());
      const { heard } = own;
      const late = setTimeout(() => {
        answer.reject(tooLate(timeoutMs));
        // Whoever is slow with one answer still speaks; a peer that is gone would keep every question waiting until the system gives it up.
        if (own.heard === heard) giveUp(own);
      }, timeoutMs);
      signal.addEventListener('abort', stop, { once: true });
      try {
        if ((await Promise.race([own.opened, answer.promise])) !== true) throw lost();
        // What is sent to a socket that has closed goes nowhere, and nobody would say so before the time is over.
        if (own.socket.readyState !== WebSocket.OPEN) throw lost();
        own.waiting.set(id, answer);
        own.socket.send(body);
        return await answer.promise;
      } finally {
        clearTimeout(late);
        signal.removeEventListener('abort', stop);
        own.waiting.delete(id);
      }
    },
    renew: () => giveUp(link),
    close() {
      closed = true;
      clearTimeout(timer);
      link.socket.close();
    },
  };
}

const lost = (): RpcFailure => new RpcFailure({ kind: 'unreachable', what: 'the socket is not open' });

/** A batch is known by the lowest of its ids, which is the message's. */
function batchId(replies: readonly unknown[]): number | undefined {
  const ids = replies.flatMap((reply) =>
    isJson(reply) && typeof reply['id'] === 'number' ? [reply['id']] : [],
  );
  return ids.length === 0 ? undefined : Math.min(...ids);
}
