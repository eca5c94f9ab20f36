import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createPublicClient, defineChain, http, numberToHex } from 'viem';
import { bloomPlaces } from '../src/follow/bloom.ts';
import { type Chain } from '../src/chain.ts';
import { acceptSockets } from './web-socket-server.ts';

type Hash = `0x${string}`;
export const contract: Hash = `0x${'c'.repeat(40)}`;

const zero: Hash = `0x${'0'.repeat(40)}`;
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

/** Who emitted each log of a block, by index; `data` is what it carries. */
export interface ScriptedLog {
  readonly address: Hash;
  readonly data?: Hash;
}

export interface ScriptedBlock {
  readonly number: number;
  readonly hash: Hash;
  readonly parentHash: Hash;
  readonly logs: readonly ScriptedLog[];
}

/** An answer to one HTTP request, instead of the node's own. `body` undefined: none ever. */
export interface RawAnswer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body: string | undefined;
}

/** What the node says instead of a result. */
export class ScriptedError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export const hashOf = (number: number, branch: string): Hash =>
  `0x${branch}${number.toString(16).padStart(63, '0')}`;

/** The time of a scripted block: branches differ. */
export const timeOf = (block: { number: number; hash: Hash }): number =>
  1000 + block.number * 10 + (block.hash.startsWith('0xa') ? 0 : 1);

function bloomOf(logs: readonly ScriptedLog[]): Hash {
  const digits = Array.from({ length: 512 }, () => 0);
  for (const { address } of logs) {
    for (const [at, bit] of bloomPlaces(address)) digits[at - 2] = (digits[at - 2] ?? 0) | bit;
  }
  return `0x${digits.map((digit) => digit.toString(16)).join('')}`;
}

/** A node on loopback whose chain a test writes block by block: branches, failures and lies included. */
export async function scriptedNode({ stamped = true, chainId = 7 } = {}) {
  let blocks: ScriptedBlock[] = [];
  const requests: { method: string; params: unknown[] }[] = [];
  /** HTTP requests, of which one may carry many calls. */
  let posts = 0;
  let intercept: (method: string, params: readonly unknown[]) => unknown = () => undefined;
  let interceptPost: (body: string) => RawAnswer | undefined = () => undefined;
  let holdPost: (body: string, answer: () => void) => void = (_body, answer) => answer();

  const rpcLog = (block: { number: number; hash: Hash }, logIndex: number, log: ScriptedLog) => ({
    address: log.address,
    topics: [hashOf(block.number, 'e')],
    data: log.data ?? '0x',
    blockNumber: numberToHex(block.number),
    blockHash: block.hash,
    ...(stamped ? { blockTimestamp: numberToHex(timeOf(block)) } : {}),
    transactionHash: hashOf(block.number * 100 + logIndex, 'f'),
    transactionIndex: numberToHex(0),
    logIndex: numberToHex(logIndex),
    removed: false,
  });

  function logsFor(filter: { address: Hash[]; blockHash?: Hash; fromBlock?: Hash; toBlock?: Hash }) {
    const found = blocks.filter(({ hash, number }) =>
      filter.blockHash === undefined
        ? number >= Number(filter.fromBlock) && number <= Number(filter.toBlock)
        : hash === filter.blockHash,
    );
    if (filter.blockHash !== undefined && found.length === 0) throw new ScriptedError(-32000, 'unknown block');
    return found.flatMap((block) =>
      block.logs.flatMap((log, index) => (filter.address.includes(log.address) ? [rpcLog(block, index, log)] : [])),
    );
  }

  function answer(method: string, params: readonly unknown[]): unknown {
    if (method === 'eth_chainId') return numberToHex(chainId);
    if (method === 'eth_subscribe') return '0x1';
    if (method === 'eth_getBlockByNumber') {
      const at = params[0];
      const block = at === 'latest' ? blocks.at(-1) : blocks.find(({ number }) => number === Number(at));
      if (block === undefined) return null;
      const { number, hash, parentHash, logs } = block;
      const timestamp = numberToHex(timeOf(block));
      return { number: numberToHex(number), hash, parentHash, timestamp, logsBloom: bloomOf(logs) };
    }
    if (method === 'eth_getLogs') return logsFor(Object(params[0]));
    throw new ScriptedError(-32601, `the method ${method} is not available`);
  }

  function reply(call: { id: number; method: string; params: unknown[] }) {
    const { id, method, params } = call;
    requests.push({ method, params });
    try {
      const told = intercept(method, params);
      return { jsonrpc: '2.0', id, result: told === undefined ? answer(method, params) : told };
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
    chain,
    url,
    webSocketUrl: `ws://127.0.0.1:${port}`,
    requests,
    sockets,
    posts: () => posts,
    hashOf,
    blocks: () => blocks,
    rpcLog,
    answer,
    /** Adds blocks on top; each with so many logs of the contract, or exactly these. */
    mine(count: number, { logs = 1, branch = 'a' }: { logs?: number | ScriptedLog[]; branch?: string } = {}) {
      for (let added = 0; added < count; added += 1) {
        const parent = blocks.at(-1);
        const number = (parent?.number ?? -1) + 1;
        blocks.push({
          number,
          hash: hashOf(number, branch),
          parentHash: parent?.hash ?? hashOf(0, '0'),
          logs: typeof logs === 'number' ? Array.from({ length: logs }, () => ({ address: contract })) : logs,
        });
      }
    },
    /** Forgets every block above this one. */
    cutTo(number: number) {
      blocks = blocks.filter((block) => block.number <= number);
    },
    /** Takes another's chain. */
    restore(kept: readonly ScriptedBlock[]) {
      blocks = [...kept];
    },
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
