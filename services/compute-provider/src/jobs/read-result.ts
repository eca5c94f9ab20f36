import { readFile } from 'node:fs/promises';
import { readJobState } from '@atoll/chain/read-job-state';
import { AtollError } from '@atoll/schemas/error';
import type { Bytes32 } from '@atoll/schemas/ids';
import { parseCid } from '@atoll/storage/digest';
import type { Context } from '../context.ts';
import { resultKeptUntil } from '../limits/kept-outputs.ts';
import type { Job } from '../store/job-row.ts';
import { logFile } from './folders.ts';
import { readOwnJob, ResultNotReady } from './read-job.ts';

/**
 * The encrypted result, to its buyer alone. The job is `released` only once order and settlement are as final as CONFIRMATIONS
 * asks; the chain is asked once more, since a reorganisation may not have been noticed yet.
 *
 * @throws JobNotFound, ResultNotReady, ResultExpired
 */
export async function readResult(
  ctx: Context,
  input: { jobId: Bytes32; reader: `0x${string}` },
): Promise<{ cid: string; size: number; content: AsyncIterable<Uint8Array> }> {
  const { result } = await releasedJob(ctx, input);
  const { cid, size } = result;
  return { cid, size, content: ctx.storage.getFile(parseCid(cid), { localOnly: true }) };
}

/**
 * A job whose result its buyer may have now, whatever it is encrypted to.
 * @throws JobNotFound for everybody else, ResultNotReady, ResultExpired
 */
export async function releasedJob(
  ctx: Context,
  input: { jobId: Bytes32; reader: `0x${string}` },
): Promise<{ job: Job; result: NonNullable<Job['result']>; keptUntil: Date | undefined }> {
  const job = await readOwnJob(ctx, { ...input, only: 'buyer' });
  if (job.status.state !== 'released' || job.result === undefined)
    throw new ResultNotReady(input.jobId, job.status.state);
  const { state } = await readJobState(ctx.chain, input.jobId);
  if (state !== 'ended') throw new ResultNotReady(input.jobId, 'not settled on chain any more');
  const keptUntil = await resultKeptUntil(ctx, input.jobId);
  if (keptUntil !== undefined && keptUntil <= ctx.clock.now())
    throw new ResultExpired(input.jobId, keptUntil);
  return { job, result: job.result, keptUntil };
}

/** The result is kept no longer; it was stated until when it would be. */
export class ResultExpired extends AtollError {
  constructor(jobId: string, keptUntil: Date | undefined) {
    const until = keptUntil?.toISOString();
    super({
      code: 'result_expired',
      message: `the result of job ${jobId} is not kept any more${until === undefined ? '' : `, it was until ${until}`}`,
      hint: 'ask a place where you pinned it; an identical job may still be answered with it',
      data: { jobId },
    });
  }
}

/**
 * What a job's algorithm printed: it may hold data, so it is the data owner's alone.
 * @throws JobNotFound, ResultNotReady
 */
export async function readLog(
  ctx: Context,
  input: { jobId: Bytes32; reader: `0x${string}` },
): Promise<Uint8Array<ArrayBuffer>> {
  const job = await readOwnJob(ctx, { ...input, only: 'custodian' });
  try {
    return new Uint8Array(await readFile(logFile(ctx, job.jobId)));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new ResultNotReady(input.jobId, `${job.status.state} and has no log yet`);
    throw error;
  }
}
