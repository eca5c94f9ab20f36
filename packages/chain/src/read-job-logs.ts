import { jobsAbi } from '@atoll/contracts/generated/jobs';
import type { Bytes32 } from '@atoll/schemas/ids';
import {
  BaseError,
  formatLog,
  numberToHex,
  type ParseEventLogsReturnType,
  parseEventLogs,
  type RpcLog,
  RpcRequestError,
  TimeoutError,
} from 'viem';
import type { Chain } from './chain.ts';
import { kindOfError } from './follow/rpc-failure.ts';
import { afterRefusal, afterSpan, firstSpanSize } from './follow/span-size.ts';
import { translated } from './translate.ts';

/** A job has a handful of logs, so that only the blocks of a span are ever too many. */
const limits = { logs: 1000, blocks: 10_000 };

const names = ['JobOrdered', 'JobReported', 'JobSettled', 'JobEnded'] as const;

/** An event of a job's life: its order, its report, its end. */
export type JobLog = ParseEventLogsReturnType<typeof jobsAbi, (typeof names)[number][], true>[number];

/**
 * The events of one job from the contract itself. Events of other contracts are not asked for, and what an event says is only taken from
 * where it was emitted. A job may be open for weeks, and nodes give logs of so many blocks at once: they are read in spans as long as the
 * node allows, the newest first, so that whoever has what was looked for goes no further down.
 *
 * @returns the events of each span, oldest first
 * @throws ChainUnavailable (retryable)
 */
export async function* readJobLogs(
  chain: Chain,
  input: { jobId: Bytes32; from: number; to: number },
): AsyncGenerator<JobLog[]> {
  const { jobId, from } = input;
  let size = firstSpanSize(limits);
  for (let to = input.to; to >= from;) {
    const blocks = Math.min(size.blocks, to - from + 1);
    const span = await readSpan(chain, { jobId, from: to - blocks + 1, to });
    if (span === 'too long') {
      size = afterRefusal(size, blocks);
      continue;
    }
    size = afterSpan(size, { blocks, logs: span.length }, limits);
    yield parse(chain, jobId, span);
    to -= blocks;
  }
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

function parse(chain: Chain, jobId: Bytes32, logs: readonly RpcLog[]): JobLog[] {
  return parseEventLogs({
    abi: jobsAbi,
    logs: logs.map((log) => formatLog(log)),
    eventName: [...names],
    strict: true,
  }).filter((log) => log.address.toLowerCase() === chain.addresses.jobs && log.args.jobId === jobId);
}
