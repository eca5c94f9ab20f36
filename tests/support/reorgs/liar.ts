import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { acceptSockets, type ServerSocket } from '../../../packages/chain/test/web-socket-server.ts';
import { type Call, Filter, Logs, Message, Reply } from './json-rpc.ts';
import { type Lie, lieAbout, type LieKind, type Told } from './lies.ts';
import { answerWith, type Ask, type View } from './views.ts';

const withoutEnd: ReadonlySet<LieKind> = new Set(['cut', 'id', 'left out']);
/** Milliseconds of a slow answer. */
const slowMs = 60;

/** What becomes of the next heads that the socket tells of. */
export type HeadFault = 'lost' | 'twice' | 'closed';

/** An answer as it goes out. */
interface Sent {
  readonly status: number;
  readonly text: string;
}

/** Something that several nodes behind one address see otherwise, for so many messages. */
interface Seeing {
  readonly view: View;
  /** Every other message is answered by a node that sees the truth. */
  readonly alternating: boolean;
  left: number;
}

const asksLogs = ({ method }: Call): boolean => method === 'eth_getLogs';

/** Hashes of the blocks whose logs are asked for one by one. */
const blocksAskedFor = (calls: readonly Call[]): string[] =>
  calls.filter(asksLogs).flatMap(({ params }) => Filter.parse(params[0]).blockHash ?? []);

/** Hashes of the blocks that logs of honest replies are from. */
const blocksOfLogs = (calls: readonly Call[], replies: readonly Reply[]): string[] =>
  calls.flatMap((call, index) => {
    const logs = Logs.safeParse(replies[index]?.result);
    return asksLogs(call) && logs.success ? logs.data.map(({ blockHash }) => blockHash) : [];
  });

/**
 * A node's RPC as the worst of providers serves it, over HTTP and WebSocket at one address: lies about single answers, heads that are
 * behind or on another branch, heads lost or told twice. Everything it does by `tell`, `see` and `heads`, else it is honest.
 */
export async function startLiar(node: { rpcUrl: string }) {
  const lies: Lie[] = [];
  const told = new Map<string, number>();
  const heads: HeadFault[] = [];
  const subscribers = new Set<ServerSocket>();
  let seeing: Seeing | undefined;
  /** Blocks of which logs may have been hidden, until they are looked at again: who looks twice and sees nothing twice cannot know. */
  const doubted = new Set<string>();
  let messages = 0;
  let open = Promise.resolve();
  /** Answers that are being put together. */
  const answering = new Set<Promise<unknown>>();
  const count = (what: string) => told.set(what, (told.get(what) ?? 0) + 1);

  const post = async (body: unknown): Promise<unknown> => {
    const response = await fetch(node.rpcUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return response.json();
  };
  const ask: Ask = async (method, params) =>
    Reply.parse(await post({ jsonrpc: '2.0', id: 1, method, params })).result;

  const viewNow = (): View | undefined => {
    messages += 1;
    if (seeing === undefined) return undefined;
    const { view, alternating } = seeing;
    seeing.left -= 1;
    if (seeing.left <= 0) seeing = undefined;
    return alternating && messages % 2 === 0 ? undefined : view;
  };

  async function repliesTo(calls: readonly Call[]): Promise<Reply[]> {
    const view = viewNow();
    const forward = async (some: readonly Call[]) => z.array(Reply).parse(await post(some));
    if (view === undefined) return forward(calls);
    count(view.kind);
    return Promise.all(
      calls.map(async (call) => {
        const answer = await answerWith(view, call, ask);
        if (answer !== undefined)
          return { jsonrpc: '2.0', id: call.id, result: undefined, error: undefined, ...answer };
        const [reply] = await forward([call]);
        return reply ?? { id: call.id, result: null, error: undefined };
      }),
    );
  }

  function lieOrNot(calls: readonly Call[], replies: readonly Reply[], over: 'http' | 'socket'): Told {
    const again = blocksAskedFor(calls).filter((block) => doubted.delete(block)).length > 0;
    for (const [index, lie] of lies.entries()) {
      // Over a socket these are answers that never come, for which a reader waits ten seconds.
      if (over === 'socket' && withoutEnd.has(lie.kind)) continue;
      if (lie.kind === 'hide' && again) continue;
      const lied = lieAbout(calls, replies, lie);
      if (lied === undefined) continue;
      lies.splice(index, 1);
      count(lie.kind);
      if (lie.kind === 'hide') for (const block of blocksOfLogs(calls, replies)) doubted.add(block);
      return lied;
    }
    return { how: 'text', replies };
  }

  /** What goes out, as text; undefined for an answer that never comes. */
  async function putTogether(body: string, over: 'http' | 'socket'): Promise<Sent | undefined> {
    const message = Message.parse(JSON.parse(body));
    const calls = Array.isArray(message) ? message : [message];
    const lied = lieOrNot(calls, await repliesTo(calls), over);
    if (lied.how === 'drop') return undefined;
    if (lied.how === 'status') return { status: lied.status, text: 'later' };
    if (lied.slow === true) await pause(slowMs);
    const text = JSON.stringify(Array.isArray(message) ? lied.replies : lied.replies[0]);
    return { status: 200, text: lied.cut === true ? text.slice(0, Math.floor(text.length / 2)) : text };
  }

  async function answer(body: string, over: 'http' | 'socket'): Promise<Sent | undefined> {
    await open;
    const sent = putTogether(body, over);
    answering.add(sent);
    try {
      return await sent;
    } finally {
      answering.delete(sent);
    }
  }

  async function onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(z.instanceof(Buffer).parse(chunk));
    const reply = await answer(Buffer.concat(chunks).toString(), 'http');
    if (reply === undefined) response.destroy();
    else response.writeHead(reply.status).end(reply.text);
  }

  const server = createServer((request, response) => {
    // A reader that was killed hangs up; whatever else is wrong shows as an answer that never came.
    onRequest(request, response).catch(() => response.destroy());
  });
  const sockets = acceptSockets(server, (socket, text) => {
    if (text.includes('"eth_subscribe"')) subscribers.add(socket);
    answer(text, 'socket').then(
      (reply) => (reply === undefined || reply.status !== 200 ? socket.close() : socket.send(reply.text)),
      () => socket.close(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.int() }).parse(server.address());

  return {
    httpUrl: `http://127.0.0.1:${port}`,
    socketUrl: `ws://127.0.0.1:${port}`,
    /** How often each lie was really told. */
    told: (): ReadonlyMap<string, number> => told,
    /** Lies about the next answers that give occasion. */
    tell: (...more: readonly Lie[]) => void lies.push(...more),
    /** Shows another chain for so many messages. */
    see: (view: View, options: { messages: number; alternating: boolean }) => {
      seeing = { view, alternating: options.alternating, left: options.messages };
    },
    view: (): View | undefined => seeing?.view,
    heads: (...faults: readonly HeadFault[]) => void heads.push(...faults),
    /** Tells subscribers that there is a new head. */
    newHead: () => {
      const fault = heads.shift();
      if (fault !== undefined && subscribers.size > 0) count(`head ${fault}`);
      const text =
        '{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0x1","result":{}}}';
      for (const socket of subscribers) {
        if (fault === 'closed') socket.close();
        else if (fault !== 'lost') socket.send(text);
        if (fault === 'twice') socket.send(text);
      }
      if (fault === 'closed') subscribers.clear();
    },
    /** Answers nothing until the work is done, so that what happens meanwhile is seen as one change. */
    hold: async <T>(work: () => Promise<T>): Promise<T> => {
      const { promise, resolve } = Promise.withResolvers<void>();
      open = promise;
      try {
        await Promise.allSettled(answering);
        return await work();
      } finally {
        resolve();
      }
    },
    /** From now on nothing but the truth. */
    beHonest: () => {
      doubted.clear();
      lies.length = 0;
      heads.length = 0;
      seeing = undefined;
    },
    stop: async () => {
      sockets.dropAll();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
export type Liar = Awaited<ReturnType<typeof startLiar>>;
