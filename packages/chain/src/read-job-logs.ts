import { jobsAbi } from '@atoll/contracts/generated/jobs';
import type { Bytes32 } from '@atoll/schemas/ids';
import { type ParseEventLogsReturnType, parseEventLogs } from 'viem';
import type { Chain } from './chain.ts';
import { readContractLogs } from './read-contract-logs.ts';

const names = ['JobOrdered', 'JobReported', 'JobSettled', 'JobEnded'] as const;

/** An event of a job's life: its order, its report, its end. */
export type JobLog = ParseEventLogsReturnType<typeof jobsAbi, (typeof names)[number][], true>[number];

/**
 * The events of one job from the contract itself. Events of other contracts are not asked for, and what an event says is only taken from
 * where it was emitted. A job may be open for weeks: the newest come first, so that whoever has what was looked for goes no further down.
 *
 * @returns the events of each span of blocks, oldest first
 * @throws ChainUnavailable (retryable)
 */
export async function* readJobLogs(
  chain: Chain,
  { jobId, from, to }: { jobId: Bytes32; from: number; to: number },
): AsyncGenerator<JobLog[]> {
  // Every event of a job has its id as the first indexed argument.
  const query = { addresses: [chain.addresses.jobs], topics: [null, jobId], from, to, newestFirst: true };
  for await (const logs of readContractLogs(chain, query)) {
    const events = parseEventLogs({ abi: jobsAbi, logs, eventName: [...names], strict: true });
    yield events;
  }
}
