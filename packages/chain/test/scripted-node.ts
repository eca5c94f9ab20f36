import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createPublicClient, defineChain, http } from 'viem';
import type { Chain } from '../src/chain.ts';
import { contract, hashOf, scriptedChain, ScriptedError } from './scripted-chain.ts';
import { acceptSockets } from './web-socket-server.ts';

const zero = `0x${'0'.repeat(40)}` as const;
const nowhere = {
  token: zero,
  timelock: zero,
  governor: zero,
  relay: zero,
  assetRegistry: zero,
  accessPass: zero,
  providerRegistry: zero,
  disputes: zero,
  ratings: zero,
  revenueShares: zero,
  channels: zero,
  bounties: zero,
  rewards: zero,
  jobs: zero,
  treasury: zero,
};

/** An answer to one HTTP request, instead of the node's own. `body` undefined: none ever. */
export interface RawAnswer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body: string | undefined;
}

/** A node on loopback whose chain a test writes block by block: branches, failures and lies included. */
export async function scriptedNode({ stamped = true, chainId = 7 } = {}) {
  const scripted = scriptedChain({ stamped, chainId });
  const requests: { method: string; params: unknown[] }[] = [];
  /** HTTP requests, of which one may carry many calls. */
  let posts = 0;
  let intercept: (method: string, params: readonly unknown[]) => unknown = () => undefined;
  let interceptPost: (body: string) => RawAnswer | undefined = () => undefined;
  let holdPost: (body: string, answer: () => void) => void = (_body, answer) => answer();

  function reply(call: { id: number; method: string; params: unknown[] }) {
    const { id, method, params } = call;
    requests.push({ method, params });
    try {
      const told = intercept(method, params);
      return { jsonrpc: '2.0', id, result: told === undefined ? scripted.answer(method, params) : told };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const code = error instanceof ScriptedError ? error.code : -32000;
      return { jsonrpc: '2.0', id, error: { code, message: error.message } };
    }
  }

  const replyTo = (body: string): string => {
    const message: unknown = JSON.parse(body);
    return JSON.stringify(Array.isArray(message) ? message.map(reply) : reply(Object(message)));
  };

  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      posts += 1;
      const body = Buffer.concat(chunks).toString();
      holdPost(body, () => {
        const { status = 200, headers = {}, body: text } = interceptPost(body) ?? { body: replyTo(body) };
        if (text !== undefined) response.writeHead(status, headers).end(text);
      });
    });
  }

  const server = createServer(onRequest);
  const sockets = acceptSockets(server, (socket, text) => socket.send(replyTo(text)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const url = `http://127.0.0.1:${port}`;
  const chain: Chain = {
    publicClient: createPublicClient({
      chain: defineChain({
        id: chainId,
        name: 'scripted',
        nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
        rpcUrls: { default: { http: [url] } },
      }),
      transport: http(url, { retryCount: 0 }),
    }),
    chainId,
    addresses: { ...nowhere, assetRegistry: contract },
    tokens: [],
    startBlock: 1,
    confirmations: 0,
    pollingInterval: 1,
  };

  return {
    ...scripted,
    chain,
    url,
    webSocketUrl: `ws://127.0.0.1:${port}`,
    requests,
    sockets,
    posts: () => posts,
    hashOf,
    /** Tells subscribers of a new head. */
    tellHead(params: unknown = { subscription: '0x1', result: {} }) {
      sockets.sendAll(JSON.stringify({ jsonrpc: '2.0', method: 'eth_subscription', params }));
    },
    /** Called before each answer; what it returns other than undefined is the answer. */
    intercept(next: typeof intercept) {
      intercept = next;
    },
    /** Called before each HTTP answer. */
    interceptPost(next: typeof interceptPost) {
      interceptPost = next;
    },
    /** Called with each HTTP request; it is answered when `answer` is called. */
    holdPosts(next: typeof holdPost) {
      holdPost = next;
    },
    async stop() {
      sockets.dropAll();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
export type ScriptedNode = Awaited<ReturnType<typeof scriptedNode>>;
