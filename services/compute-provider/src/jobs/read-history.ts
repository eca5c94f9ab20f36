import type { Chain } from '@atoll/chain/chain';
import { type JobLog, readJobLogs } from '@atoll/chain/read-job-logs';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { type Outcome, outcomes } from '@atoll/schemas/job';
import type { Order } from '@atoll/schemas/order';

/** What the chain says of a job, each with the transaction that did it. */
export interface JobHistory {
  readonly ordered: { readonly order: Order; readonly provider: Address; readonly at: Mined } | undefined;
  readonly reported: Mined | undefined;
  readonly ended:
    { readonly outcome: Outcome; readonly receiptGiven: boolean; readonly at: Mined } | undefined;
}

export interface Mined {
  readonly block: number;
  readonly blockHash: Bytes32;
  readonly transaction: Bytes32;
}

/**
 * Reads the events of one job from the contract itself, the newest first, none further down than it takes.
 *
 * @param input.isEnough whether nothing older is wanted; at least the newest span is read. Everything is, unless given
 */
export async function readJobHistory(
  chain: Chain,
  input: { jobId: Bytes32; from: number; to: number; isEnough?: (history: JobHistory) => boolean },
): Promise<JobHistory> {
  const { isEnough = () => false } = input;
  const logs: JobLog[] = [];
  for await (const span of readJobLogs(chain, input)) {
    logs.unshift(...span);
    if (isEnough(historyOf(logs))) break;
  }
  return historyOf(logs);
}

function historyOf(logs: readonly JobLog[]): JobHistory {
  let ordered: JobHistory['ordered'];
  let reported: JobHistory['reported'];
  let ended: JobHistory['ended'];
  for (const log of logs) {
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
