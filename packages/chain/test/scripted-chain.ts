import { numberToHex } from 'viem';
import { bloomPlaces } from '../src/follow/bloom.ts';

type Hash = `0x${string}`;
export const contract: Hash = `0x${'c'.repeat(40)}`;

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

const topicOf = (block: { number: number }): Hash => hashOf(block.number, 'e');

function bloomOf(block: ScriptedBlock): Hash {
  const digits = Array.from({ length: 512 }, () => 0);
  for (const value of block.logs.flatMap(({ address }) => [address, topicOf(block)])) {
    for (const [at, bit] of bloomPlaces(value)) digits[at - 2] = (digits[at - 2] ?? 0) | bit;
  }
  return `0x${digits.map((digit) => digit.toString(16)).join('')}`;
}

/** A chain that a test writes block by block, and what a node says of it. */
export function scriptedChain({ stamped, chainId }: { stamped: boolean; chainId: number }) {
  let blocks: ScriptedBlock[] = [];

  const rpcLog = (block: { number: number; hash: Hash }, logIndex: number, log: ScriptedLog) => ({
    address: log.address,
    topics: [topicOf(block)],
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
    if (filter.blockHash !== undefined && found.length === 0)
      throw new ScriptedError(-32000, 'unknown block');
    return found.flatMap((block) =>
      block.logs.flatMap((log, index) =>
        filter.address.includes(log.address) ? [rpcLog(block, index, log)] : [],
      ),
    );
  }

  function answer(method: string, params: readonly unknown[]): unknown {
    if (method === 'eth_chainId') return numberToHex(chainId);
    if (method === 'eth_subscribe') return '0x1';
    if (method === 'eth_getBlockByNumber') {
      const at = params[0];
      const block = at === 'latest' ? blocks.at(-1) : blocks.find(({ number }) => number === Number(at));
      if (block === undefined) return null;
      const { number, hash, parentHash } = block;
      const timestamp = numberToHex(timeOf(block));
      return { number: numberToHex(number), hash, parentHash, timestamp, logsBloom: bloomOf(block) };
    }
    if (method === 'eth_getLogs') return logsFor(Object(params[0]));
    throw new ScriptedError(-32601, `the method ${method} is not available`);
  }

  return {
    rpcLog,
    answer,
    blocks: () => blocks,
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
  };
}
