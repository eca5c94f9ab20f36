import type { Chain } from '@atoll/chain/chain';
import { kindOfError } from '@atoll/chain/follow/rpc-failure';
import { afterRefusal, afterSpan, firstSpanSize } from '@atoll/chain/follow/span-size';
import { translated } from '@atoll/chain/translate';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { type Outcome, outcomes } from '@atoll/schemas/job';
import type { Order } from '@atoll/schemas/order';
import {
  BaseError,
  formatLog,
  numberToHex,
  parseEventLogs,
  type RpcLog,
  RpcRequestError,
  TimeoutError,
} from 'viem';

/** What the chain says of a job, each with the transaction that did it. */
export interface JobHistory {
  readonly ordered: { readonly order: Order; readonly provider: Address; readonly at: Mined } | undefined;
  readonly reported: Mined | undefined;
  readonly ended:
    { readonly outcome: Outcome; readonly receiptGiven: boolean; readonly at: Mined } | undefined;
}

/** A job has a handful of logs, so that only the blocks of a span are ever too many. */
const limits = { logs: 1000, blocks: 10_000 };

export interface Mined {
  readonly block: number;
  readonly blockHash: Bytes32;
  readonly transaction: Bytes32;
}

/**
 * Reads the events of one job from the contract itself. Events of other contracts are not asked for, and what an event says is
 * only taken from where it was emitted. A job may be open for weeks, and nodes give logs of so many blocks at once: they are read in
 * spans, the newest first, none further down than it takes.
 *
 * @param input.isEnough whether nothing older is wanted; at least the newest span is read. Everything is, unless given
 */
export async function readJobHistory(
  chain: Chain,
  input: { jobId: Bytes32; from: number; to: number; isEnough?: (history: JobHistory) => boolean },
): Promise<JobHistory> {
  const { jobId, from, isEnough = () => false } = input;
  let size = firstSpanSize(limits);
  let logs: RpcLog[] = [];
  let history = historyOf(chain, jobId, logs);
  for (let to = input.to; to >= from;) {
    const blocks = Math.min(size.blocks, to - from + 1);
    const span = await readSpan(chain, { jobId, from: to - blocks + 1, to });
    if (span === 'too long') {
      size = afterRefusal(size, blocks);
      continue;
    }
    size = afterSpan(size, { blocks, logs: span.length }, limits);
    logs = [...span, ...logs];
    history = historyOf(chain, jobId, logs);
    if (isEnough(history)) break;
    to -= blocks;
  }
  return history;
}

async function readSpan(
  chain: Chain,
  input: { jobId: Bytes32; from: number; to: number },
): Promise<RpcLog[] | 'too long'> {
  return translated('eth_getLogs', async () => {
    try {
      return await chain.publicClient.request({
        method: 'eth_getLogs',
        params: [
          {
            address: chain.addresses.jobs,
            // Every event of a job has its id as the first indexed argument.
            topics: [null, input.jobId],
            fromBlock: numberToHex(input.from),
            toBlock: numberToHex(input.to),
          },
        ],
      });
    } catch (error) {
      if (input.to > input.from && mayBeTooLong(error)) return 'too long';
      throw error;
    }
  });
}

/** Whether fewer blocks may be answered: nodes agree neither on a code for that nor on its words. */
function mayBeTooLong(error: unknown): boolean {
  if (!(error instanceof BaseError)) return false;
  const cause = error.walk((each) => each instanceof RpcRequestError || each instanceof TimeoutError);
  if (!(cause instanceof RpcRequestError)) return cause !== null;
  const kind = kindOfError(cause.code, cause.details);
  return kind === 'range' || kind === 'other';
}

function historyOf(chain: Chain, jobId: Bytes32, logs: readonly RpcLog[]): JobHistory {
  const parsed = parseEventLogs({
    abi: jobsAbi,
    logs: logs.map((log) => formatLog(log)),
    eventName: ['JobOrdered', 'JobReported', 'JobSettled', 'JobEnded'],
    strict: true,
  });
  let ordered: JobHistory['ordered'];
  let reported: JobHistory['reported'];
  let ended: JobHistory['ended'];
  for (const log of parsed) {
    if (log.address.toLowerCase() !== chain.addresses.jobs || log.args.jobId !== jobId) continue;
    const at: Mined = {
      block: Number(log.blockNumber),
      blockHash: Bytes32.parse(log.blockHash),
      transaction: Bytes32.parse(log.transactionHash),
    };
    if (log.eventName === 'JobOrdered')
      ordered = { order: log.args.order, provider: Address.parse(log.args.provider), at };
    if (log.eventName === 'JobReported') reported = at;
    if (log.eventName === 'JobSettled')
      ended = { outcome: outcomeAt(log.args.receipt.outcome), receiptGiven: true, at };
    if (log.eventName === 'JobEnded')
      ended = { outcome: outcomeAt(log.args.outcome), receiptGiven: false, at };
  }
  return { ordered, reported, ended };
}

function outcomeAt(index: number): Outcome {
  const outcome = outcomes[index];
  if (outcome === undefined) throw new RangeError(`outcome ${index} is not one that is known`);
  return outcome;
}
