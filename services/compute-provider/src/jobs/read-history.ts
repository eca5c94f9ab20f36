import type { Chain } from '@atoll/chain/chain';
import { translated } from '@atoll/chain/translate';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { type Outcome, outcomes } from '@atoll/schemas/job';
import type { Order } from '@atoll/schemas/order';
import { formatLog, numberToHex, parseEventLogs } from 'viem';

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
 * Reads the events of one job from the contract itself. Events of other contracts are not asked for, and what an event says is
 * only taken from where it was emitted.
 */
export async function readJobHistory(
  chain: Chain,
  input: { jobId: Bytes32; from: number; to: number },
): Promise<JobHistory> {
  const logs = await translated('eth_getLogs', () =>
    chain.publicClient.request({
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
    }),
  );
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
    if (log.address.toLowerCase() !== chain.addresses.jobs || log.args.jobId !== input.jobId) continue;
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
