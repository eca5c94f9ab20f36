import { createPublicClient, custom, defineChain, numberToHex } from 'viem';
import { type Chain } from '../src/chain.ts';

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

/** A node whose chain a test writes block by block: branches, failures and lies included. */
export function scriptedNode() {
  let blocks: { number: number; hash: Hash; parentHash: Hash; logs: number }[] = [];
  const requests: { method: string; params: unknown }[] = [];
  /** Called before each answer; what it returns other than undefined is the answer. */
  let intercept: (method: string, params: readonly unknown[]) => unknown = () => undefined;

  const hashOf = (number: number, branch: string): Hash =>
    `0x${branch}${number.toString(16).padStart(63, '0')}`;

  const rpcLog = (block: { number: number; hash: Hash }, logIndex: number) => ({
    address: contract,
    topics: [hashOf(block.number, 'e')],
    data: '0x',
    blockNumber: numberToHex(block.number),
    blockHash: block.hash,
    transactionHash: hashOf(block.number * 100 + logIndex, 'f'),
    transactionIndex: numberToHex(0),
    logIndex: numberToHex(logIndex),
    removed: false,
  });

  function answer(method: string, params: readonly unknown[]): unknown {
    if (method === 'eth_getBlockByNumber') {
      const at = params[0];
      const block = at === 'latest' ? blocks.at(-1) : blocks.find(({ number }) => number === Number(at));
      if (block === undefined) return null;
      const { number, hash, parentHash } = block;
      return { number: numberToHex(number), hash, parentHash, timestamp: numberToHex(1000 + number) };
    }
    if (method === 'eth_getLogs') {
      const filter = Object(params[0]);
      const found = blocks.filter(({ hash, number }) =>
        'blockHash' in filter
          ? hash === filter.blockHash
          : number >= Number(filter.fromBlock) && number <= Number(filter.toBlock),
      );
      if ('blockHash' in filter && found.length === 0) throw new Error('unknown block');
      return found.flatMap((block) => Array.from({ length: block.logs }, (_, index) => rpcLog(block, index)));
    }
    throw new Error(`the scripted node does not know ${method}`);
  }

  const publicClient = createPublicClient({
    chain: defineChain({
      id: 7,
      name: 'scripted',
      nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
      rpcUrls: { default: { http: [] } },
    }),
    transport: custom(
      {
        request: ({ method, params }: { method: string; params: readonly unknown[] }) => {
          requests.push({ method, params });
          return Promise.resolve(intercept(method, params) ?? answer(method, params));
        },
      },
      { retryCount: 0 },
    ),
  });
  const chain: Chain = {
    publicClient,
    chainId: 7,
    addresses: { ...nowhere, assetRegistry: contract },
    tokens: [],
    startBlock: 1,
    confirmations: 0,
    pollingInterval: 1,
  };

  return {
    chain,
    requests,
    hashOf,
    rpcLog,
    /** Adds blocks on top; each with so many logs. */
    mine(count: number, { logs = 1, branch = 'a' } = {}) {
      for (let added = 0; added < count; added += 1) {
        const parent = blocks.at(-1);
        const number = (parent?.number ?? -1) + 1;
        blocks.push({
          number,
          hash: hashOf(number, branch),
          parentHash: parent?.hash ?? hashOf(0, '0'),
          logs,
        });
      }
    },
    /** Forgets every block above this one. */
    cutTo(number: number) {
      blocks = blocks.filter((block) => block.number <= number);
    },
    intercept(next: typeof intercept) {
      intercept = next;
    },
  };
}
