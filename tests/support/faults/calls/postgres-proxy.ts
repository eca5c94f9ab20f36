import { connect, createServer, type Socket } from 'node:net';
import type { CallWatch } from './calls.ts';
import { portOf, type Proxy } from './http-proxy.ts';
import { type Message, readMessages, type Request, requestReader } from './postgres-messages.ts';

/** A connection between a process and Postgres: requests go one way, the ends of their replies come the other. */
interface Link {
  readonly client: Socket;
  readonly server: Socket;
  /** Calls whose reply is not complete; each ends with a ReadyForQuery. */
  readonly waiting: (readonly string[])[];
  /** What came of the reply to the first of them. */
  readonly reply: Buffer[];
  /** Caught: nothing passes any more. */
  held: boolean;
}

/** Forwards Postgres's wire protocol by whole requests, and asks the watch before, after and at the reply of each. */
export async function openPostgresProxy(parameters: {
  watch: CallWatch;
  port: number;
}): Promise<Proxy & { port: number }> {
  const { watch, port } = parameters;
  const sockets = new Set<Socket>();
  let isAway = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  };
  const listener = createServer({ noDelay: true }, (client) => {
    if (isAway) return void client.destroy();
    const server = connect({ port, host: '127.0.0.1', noDelay: true });
    keep(client);
    keep(server);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
    join(watch, { client, server, waiting: [], reply: [], held: false });
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(0, '127.0.0.1', resolve);
  });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const listening = portOf(listener.address());
  return {
    port: listening,
    at: `127.0.0.1:${listening}`,
    away: (value) => {
      isAway = value;
      if (value) cut();
    },
    close: async () => {
      cut();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

function join(watch: CallWatch, link: Link): void {
  const readRequest = requestReader();
  link.client.on('data', (chunk) => {
    for (const request of readRequest(chunk)) if (!link.held) send(watch, link, request);
  });
  const fromServer = readMessages();
  link.server.on('data', (chunk) => {
    for (const message of fromServer(chunk)) if (!link.held) receive(watch, link, message);
  });
}

function send(watch: CallWatch, link: Link, { bytes, calls, awaitsReady }: Request): void {
  if (calls.length > 0) {
    watch.begin(calls);
    if (watch.catches(calls, 'before')) {
      link.held = true;
      return;
    }
  }
  if (awaitsReady) link.waiting.push(calls);
  link.server.write(bytes);
  if (calls.length > 0 && watch.catches(calls, 'sent')) link.held = true;
}

/** Gives out a reply only once it is whole; greetings and notifications, for which nobody waits, at once. */
function receive(watch: CallWatch, link: Link, { type, bytes }: Message): void {
  const { client, waiting, reply } = link;
  reply.push(bytes);
  const [calls] = waiting;
  if (calls !== undefined && type !== 'Z') return;
  if (calls !== undefined) {
    waiting.shift();
    if (calls.length > 0 && watch.catches(calls, 'answered')) {
      link.held = true;
      return;
    }
  }
  for (const part of reply.splice(0)) client.write(part);
}
