import { Address } from '@atoll/schemas/ids';
import { BaseError, formatLog, type Hex, type Log, numberToHex, RpcRequestError, TimeoutError } from 'viem';
import type { Chain } from './chain.ts';
import { kindOfError } from './follow/rpc-failure.ts';
import { afterRefusal, afterSpan, firstSpanSize } from './follow/span-size.ts';
import { translated } from './translate.ts';

/** What a node is asked for at once: more logs are too long an answer for some, more blocks too wide a range. */
const limits = { logs: 5000, blocks: 10_000 };

export interface LogQuery {
  readonly addresses: readonly Address[];
  /** What each topic has to be, one of several where it is a list; any where it is null or left out. */
  readonly topics?: readonly (Hex | readonly Hex[] | null)[];
  /** First and last block. */
  readonly from: number;
  readonly to: number;
  readonly newestFirst?: boolean;
}

/**
 * Logs of contracts, in spans of blocks as long as the node allows: nodes give logs of so many blocks at once, or so many logs, and do not
 * say how many. What was not asked for is left out.
 *
 * @returns the logs of each span, oldest first
 * @throws ChainUnavailable (retryable)
 * @example
 * for await (const logs of readContractLogs(chain, { addresses: [jobs], topics: [null, jobId], from, to })) found.push(...logs);
 */
export async function* readContractLogs(chain: Chain, query: LogQuery): AsyncGenerator<Log[]> {
  let size = firstSpanSize(limits);
  let { from, to } = query;
  while (from <= to) {
    const blocks = Math.min(size.blocks, to - from + 1);
    const span = query.newestFirst === true ? { from: to - blocks + 1, to } : { from, to: from + blocks - 1 };
    const logs = await readSpan(chain, { ...query, ...span });
    if (logs === 'too long') {
      size = afterRefusal(size, blocks);
      continue;
    }
    size = afterSpan(size, { blocks, logs: logs.length }, limits);
    yield logs;
    if (query.newestFirst === true) to -= blocks;
    else from += blocks;
  }
}

async function readSpan(chain: Chain, query: LogQuery): Promise<Log[] | 'too long'> {
  const { addresses, topics = [], from, to } = query;
  return translated('eth_getLogs', async () => {
    try {
      const logs = await chain.publicClient.request({
        method: 'eth_getLogs',
        params: [
          {
            address: [...addresses],
            topics: topics.map((topic) => (typeof topic === 'object' && topic !== null ? [...topic] : topic)),
            fromBlock: numberToHex(from),
            toBlock: numberToHex(to),
          },
        ],
      });
      return logs.map((log) => formatLog(log)).filter((log) => isAskedFor(log, query));
    } catch (error) {
      if (to > from && mayBeTooLong(error)) return 'too long';
      throw error;
    }
  });
}

/** A node is believed what it says of the chain, not that it answers what it was asked. */
function isAskedFor(log: Log, { addresses, topics = [], from, to }: LogQuery): boolean {
  const given: readonly string[] = log.topics;
  return (
    addresses.includes(Address.parse(log.address)) &&
    log.blockNumber !== null &&
    log.blockNumber >= from &&
    log.blockNumber <= to &&
    topics.every((topic, at) => topic === null || [topic].flat().includes((given[at] ?? '') as Hex))
  );
}

/** Whether fewer blocks may be answered: nodes agree neither on a code for that nor on its words. */
function mayBeTooLong(error: unknown): boolean {
  if (!(error instanceof BaseError)) return false;
  const cause = error.walk((each) => each instanceof RpcRequestError || each instanceof TimeoutError);
  if (!(cause instanceof RpcRequestError)) return cause !== null;
  const kind = kindOfError(cause.code, cause.details);
  return kind === 'range' || kind === 'other';
}
