import type { Bytes32 } from '@atoll/schemas/ids';
import type { RawLog } from '../raw-log.ts';
import { invalid } from './rpc-failure.ts';

export const compareLogs = (a: RawLog, b: RawLog): number =>
  a.blockNumber - b.blockNumber || a.logIndex - b.logIndex;

/** Several answers about the same blocks as one, checked against each other. @throws RpcFailure `invalid` */
export function mergeLogs(parts: readonly RawLog[][]): RawLog[] {
  const filled = parts.filter((part) => part.length > 0);
  if (filled.length <= 1) return filled[0] ?? [];
  return putInOrder(filled.flat());
}

/** Logs in the order in which they happened, checked against each other. @throws RpcFailure `invalid` */
export function putInOrder(logs: RawLog[]): RawLog[] {
  logs.sort(compareLogs);
  checkOrder(logs);
  return logs;
}

/** Each log after the one before it, none twice, and logs of a block that came apart agreeing after all. */
function checkOrder(logs: readonly RawLog[]): void {
  const blocks = new BlocksOfLogs();
  let previous: RawLog | undefined;
  for (const log of logs) {
    const { blockNumber, blockTimestamp, logIndex } = log;
    if (previous?.blockNumber === blockNumber && previous.logIndex === logIndex)
      throw invalid(`eth_getLogs gave two logs of block ${blockNumber} with index ${logIndex}`);
    blocks.add(log.blockHash, blockNumber, blockTimestamp);
    previous = log;
  }
}

/** The blocks that logs name: each has one hash and one time, wherever its logs follow each other, and each hash is one block's. */
export class BlocksOfLogs {
  readonly #numbers = new Map<Bytes32, number>();
  #number = -1;
  #hash: Bytes32 | undefined;
  #timestamp = -1;

  /** @throws RpcFailure `invalid` */
  add(hash: Bytes32, number: number, timestamp: number): void {
    if (number === this.#number) {
      if (hash !== this.#hash) throw invalid(`eth_getLogs gave two hashes of block ${number}`);
      if (timestamp !== this.#timestamp) throw invalid(`eth_getLogs gave two times of block ${number}`);
      return;
    }
    const known = this.#numbers.get(hash);
    if (known !== undefined && known !== number)
      throw invalid(`eth_getLogs gave one block under two numbers, ${known} and ${number}`);
    this.#numbers.set(hash, number);
    this.#number = number;
    this.#hash = hash;
    this.#timestamp = timestamp;
  }
}
