import { readFile } from 'node:fs/promises';
import { readJobState } from '@atoll/chain/read-job-state';
import { type Bytes32 } from '@atoll/schemas/ids';
import { parseCid } from '@atoll/storage/digest';
import { type Context } from '../context.ts';
import { logFile } from './folders.ts';
import { readOwnJob, ResultNotReady } from './read-job.ts';

/**
 * The encrypted result, to its buyer alone. The job is `released` only once order and settlement are as final as CONFIRMATIONS
 * asks; the chain is asked once more, since a reorganisation may not have been noticed yet.
 *
 * @throws JobNotFound, ResultNotReady
 */
export async function readResult(
  ctx: Context,
  input: { jobId: Bytes32; reader: `0x${string}` },
): Promise<{ cid: string; size: number; content: AsyncIterable<Uint8Array> }> {
  const job = await readOwnJob(ctx, { ...input, only: 'buyer' });
  if (job.status.state !== 'released' || job.result === undefined)
    throw new ResultNotReady(input.jobId, job.status.state);
  const { state } = await readJobState(ctx.chain, input.jobId);
  if (state !== 'ended') throw new ResultNotReady(input.jobId, 'not settled on chain any more');
  const { cid, size } = job.result;
  return { cid, size, content: ctx.storage.getFile(parseCid(cid), { localOnly: true }) };
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
