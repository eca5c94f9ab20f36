import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AtollError } from '@atoll/schemas/error';
import { Bytes32 } from '@atoll/schemas/ids';
import { encryptResult, type ResultFile } from '@atoll/sdk/encrypt-result';
import { createSalt, type OutputCommitment, outputsRoot } from '@atoll/sdk/outputs-root';
import { digestOfCid } from '@atoll/storage/digest';
import { and, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { findSnapshot } from '../datasets/find-snapshot.ts';
import { applyEvent } from '../jobs/apply-event.ts';
import { jobFolder } from '../jobs/folders.ts';
import { isLastMoment } from '../jobs/retry-or-refund.ts';
import { type Progress, stopJob } from '../jobs/stop-job.ts';
import { noteAnswer, wakeIdentical, writeClean } from '../limits/answer-again.ts';
import { bookReleases } from '../limits/book-release.ts';
import { dropAnswers, keepOutputs, readKept } from '../limits/kept-outputs.ts';
import type { Job } from '../store/job-row.ts';
import { identicalJobs } from '../store/limit-tables.ts';
import { Subjects } from '../jobs/run-end.ts';
import { attempts, releasedBytes } from '../store/tables.ts';
import { reportRun } from './report-run.ts';
import { storeCiphertext } from './store-ciphertext.ts';

/**
 * Encrypts what passed the guard to the buyer, stores it, reads it back from every place and fixes its digest. Only then is there a receipt.
 * A crash before the commit encrypts anew; what it left is ciphertext that nobody was told of.
 */
export async function deliverResult(ctx: Context, job: Job): Promise<Progress> {
  const { clean } = jobFolder(ctx, job.jobId);
  try {
    const checked = await readOutputs(clean);
    await assertUnchanged(ctx, job, checked);
    const outputs = await letOut(ctx, job, checked);
    const ciphertext = await encryptResult({ outputs, recipient: job.order.recipient });
    const { cid, size, note } = await storeCiphertext(ctx, ciphertext);
    await applyEvent(ctx, {
      jobId: job.jobId,
      event: { event: 'delivered' },
      changes: {
        resultCid: cid.toString(),
        resultDigest: digestOfCid(cid),
        resultSize: size,
        outputsRoot: outputsRoot(outputs),
        note: note ?? null,
      },
    });
    await wakeWaiting(ctx, job.jobId);
    return 'again';
  } catch (error) {
    return retryOrRefund(ctx, job, error);
  }
}

/**
 * Books and keeps what is about to leave. Where an identical job was released meanwhile, its outputs take the place of this job's: two of
 * them would be two draws of the same noise.
 */
async function letOut(ctx: Context, job: Job, outputs: Output[]): Promise<Output[]> {
  const snapshots = await Promise.all(
    job.order.datasets.map(({ assetId }, index) =>
      findSnapshot(ctx, { assetId, snapshot: job.snapshots[index] ?? '' }),
    ),
  );
  const [known] = await ctx.database.db
    .select()
    .from(identicalJobs)
    .where(eq(identicalJobs.jobId, job.jobId));
  const key = known === undefined ? undefined : Bytes32.parse(known.key);
  let repeats = known?.repeats ?? undefined;
  let leaving = outputs;
  const keep = () =>
    keepOutputs(ctx, { job, key, snapshots, outputs: leaving, answered: repeats !== undefined });
  for (let other = await keep(); other !== undefined; other = await keep()) {
    const released = await readKept(ctx, other);
    if (released === undefined) {
      await dropAnswers(ctx, { jobId: other });
      continue;
    }
    await writeClean(ctx, job.jobId, released);
    await noteAnswer(ctx, job, other, released);
    // These bytes have left already, and what this job's own run made does not.
    await ctx.database.db.delete(releasedBytes).where(eq(releasedBytes.jobId, job.jobId));
    repeats = other;
    leaving = await readOutputs(jobFolder(ctx, job.jobId).clean);
  }
  await bookReleases(ctx, { job, snapshots, outputs: leaving, repeated: repeats !== undefined });
  return leaving;
}

/** What leaves is what the guard passed and reviewers saw, byte for byte, however long it lay on the disk since. */
async function assertUnchanged(ctx: Context, job: Job, outputs: readonly Output[]): Promise<void> {
  const [made] = await ctx.database.db
    .select({ subjects: attempts.subjects })
    .from(attempts)
    .where(and(eq(attempts.jobId, job.jobId), eq(attempts.attempt, job.status.attempt)));
  const passed = new Map(
    Subjects.parse(made?.subjects ?? []).map(({ name, digest }) => [name, digest.sha256]),
  );
  const same = outputs.every(({ name, sha256 }) => passed.get(name) === sha256.slice(2));
  if (!same || outputs.length !== passed.size) throw new OutputsChanged(job.jobId);
}

class OutputsChanged extends AtollError {
  constructor(jobId: Bytes32) {
    super({
      code: 'storage_unavailable',
      message: `the outputs of job ${jobId} are no longer what the guard passed`,
      hint: 'check the disk of the state directory and who may write to it',
      data: { jobId },
    });
  }
}

async function wakeWaiting(ctx: Context, jobId: Bytes32): Promise<void> {
  const [own] = await ctx.database.db.select().from(identicalJobs).where(eq(identicalJobs.jobId, jobId));
  if (own !== undefined) await wakeIdentical(ctx, own.key);
}

type Output = ResultFile & OutputCommitment;

/** What may leave, each with a fresh salt for its leaf of the receipt's tree. */
async function readOutputs(folder: string): Promise<Output[]> {
  const names = (await readdir(folder)).sort();
  return Promise.all(
    names.map(async (name) => {
      const bytes = new Uint8Array(await readFile(join(folder, name)));
      const sha256: Bytes32 = `0x${createHash('sha256').update(bytes).digest('hex')}`;
      return { name, size: bytes.byteLength, content: [bytes], salt: createSalt(), sha256 };
    }),
  );
}

/** Tries again while the deadline allows, having reported the run so that it does; after that everybody is refunded. */
async function retryOrRefund(ctx: Context, job: Job, error: unknown): Promise<Progress> {
  const lost =
    error instanceof OutputsChanged || (error instanceof Error && 'code' in error && error.code === 'ENOENT');
  if (lost || (await isLastMoment(ctx, job.order.reviewBy))) {
    ctx.logger.error({ err: error, jobId: job.jobId }, 'a result could not be stored');
    return stopJob(ctx, job, 'storage_failed');
  }
  await reportRun(ctx, job);
  throw error;
}
