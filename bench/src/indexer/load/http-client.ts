import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface HttpReply {
  readonly status: number;
  readonly body: Buffer;
}

/** A client that keeps its connections. */
export interface HttpClient {
  get(path: string): Promise<HttpReply>;
  close(): void;
}

/** What came is no reply that this client understands. */
class ReplyUnreadable extends Error {
  constructor(what: string) {
    super(`a reply with ${what}`);
    this.name = 'ReplyUnreadable';
  }
}

interface Asked {
  readonly path: string;
  readonly reply: PromiseWithResolvers<HttpReply>;
}

/** A reply is there when its chunks hold it; undefined until then. */
function readReply(bytes: Buffer): HttpReply | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = bytes.toString('latin1', 0, end);
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const from = end + 4;
    const to = from + Number(length);
    return bytes.length < to ? undefined : { status, body: bytes.subarray(from, to) };
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) throw new ReplyUnreadable('no length');
  return readChunks(bytes, end + 4, status);
}

function readChunks(bytes: Buffer, from: number, status: number): HttpReply | undefined {
  const parts: Buffer[] = [];
  for (let at = from; ;) {
    const line = bytes.indexOf('\r\n', at);
    if (line === -1) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16);
    if (Number.isNaN(size)) throw new ReplyUnreadable('a chunk of no size');
    at = line + 2 + size + 2;
    if (bytes.length < at) return undefined;
    if (size === 0) return { status, body: Buffer.concat(parts) };
    parts.push(bytes.subarray(line + 2, line + 2 + size));
  }
}

/** Bytes that a connection begins with for its reply; more where one is longer. */
const roomBytes = 64 * 1024;

/** One connection, on which one request is under way at a time. What comes is written to the same memory each time. */
class Connection {
  readonly #socket: Socket;
  readonly #onEnd: (connection: Connection, asked: Asked | undefined, answered: boolean) => void;
  readonly #onFree: (connection: Connection) => void;
  readonly #chunk = Buffer.allocUnsafe(roomBytes);
  #reply = Buffer.allocUnsafe(roomBytes);
  #length = 0;
  #asked: Asked | undefined;

  constructor(input: {
    host: string;
    port: number;
    /** Told when nothing is under way any more, before the reply is given. */
    onFree: (connection: Connection) => void;
    /** Told when it ended, with what was under way and whether some of its reply had come. */
    onEnd: (connection: Connection, asked: Asked | undefined, answered: boolean) => void;
  }) {
    this.#onFree = input.onFree;
    this.#onEnd = input.onEnd;
    this.#socket = connect({
      host: input.host,
      port: input.port,
      noDelay: true,
      onread: {
        buffer: this.#chunk,
        callback: (bytes) => {
          this.#take(bytes);
          return true;
        },
      },
    });
    this.#socket.on('close', () => this.#end());
    // told by `close`
    this.#socket.on('error', () => undefined);
  }

  opened(): Promise<unknown> {
    return once(this.#socket, 'connect');
  }

  send(asked: Asked, host: string): void {
    this.#asked = asked;
    this.#length = 0;
    this.#socket.write(`GET ${asked.path} HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #take(bytes: number): void {
    if (this.#length + bytes > this.#reply.length) {
      const more = Buffer.allocUnsafe(2 * (this.#length + bytes));
      this.#reply.copy(more, 0, 0, this.#length);
      this.#reply = more;
    }
    this.#chunk.copy(this.#reply, this.#length, 0, bytes);
    this.#length += bytes;
    const asked = this.#asked;
    if (asked === undefined) return this.destroy();
    try {
      const reply = readReply(this.#reply.subarray(0, this.#length));
      if (reply === undefined) return;
      this.#asked = undefined;
      this.#onFree(this);
      asked.reply.resolve(reply);
    } catch (error) {
      this.#asked = undefined;
      asked.reply.reject(error);
      this.destroy();
    }
  }

  #end(): void {
    const asked = this.#asked;
    this.#asked = undefined;
    this.#onEnd(this, asked, this.#length > 0);
  }
}

/**
 * A client over bare sockets: one request at a time on each, as a browser or a proxy would. It takes 20 µs of processor for a reply of 12 KB
 * where `node:http` takes 120: what the load takes, the service and its database do not have. Nor does it make garbage: a load that stops to
 * collect its own would charge the service for it.
 *
 * A reply's body is valid until the next turn of the event loop.
 *
 * @param connections at most so many at once; further requests wait for one
 */
export function openClient(url: string, connections: number): HttpClient {
  const { hostname, port, host } = new URL(url);
  const free: Connection[] = [];
  const waiting: Asked[] = [];
  const open = new Set<Connection>();
  let closed = false;

  const onFree = (connection: Connection): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(connection);
    else connection.send(next, host);
  };

  const onEnd = (connection: Connection, asked: Asked | undefined, answered: boolean): void => {
    open.delete(connection);
    const at = free.indexOf(connection);
    if (at !== -1) free.splice(at, 1);
    // A server may end a kept connection just as it is used again: then nothing of a reply has come, and another one is asked.
    if (asked !== undefined && (answered || closed))
      asked.reply.reject(new ReplyUnreadable('its connection lost'));
    else if (asked !== undefined) add(asked);
    const next = closed ? undefined : waiting.shift();
    if (next !== undefined) add(next);
  };

  const add = (asked: Asked): void => {
    const connection = new Connection({ host: hostname, port: Number(port), onFree, onEnd });
    open.add(connection);
    connection.opened().then(() => connection.send(asked, host), asked.reply.reject);
  };

  return {
    get: (path) => {
      const reply = Promise.withResolvers<HttpReply>();
      const asked = { path, reply };
      const connection = free.pop();
      if (closed) reply.reject(new ReplyUnreadable('its client closed'));
      else if (connection !== undefined) connection.send(asked, host);
      else if (open.size < connections) add(asked);
      else waiting.push(asked);
      return reply.promise;
    },
    close: () => {
      closed = true;
      for (const connection of open) connection.destroy();
    },
  };
}
