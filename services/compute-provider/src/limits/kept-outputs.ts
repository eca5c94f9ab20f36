import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bytes32 } from '@atoll/schemas/ids';
import { type ClearResult, decryptResult } from '@atoll/sdk/decrypt-result';
import { encryptResult, type ResultFile } from '@atoll/sdk/encrypt-result';
import { createIdentity } from '@atoll/sdk/recipient';
import { renameSynced, writeSynced } from '@atoll/storage/synced';
import { and, eq, isNotNull } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { BoundSnapshot } from '../datasets/find-snapshot.ts';
import type { Query } from '../quotes/free-slots.ts';
import type { Job } from '../store/job-row.ts';
import { keptOutputs } from '../store/limit-tables.ts';

/*
 * Clear outputs that were released, kept for identical jobs and for other recipients. Each file is encrypted to an identity of its own,
 * which stands in the database and nowhere else. A copy of the state directory (a backup, a disk that was sold) opens nothing, a dump
 * of the database neither, and what was swept stays unreadable in every copy of the file: its key is gone. A key of the provider in the
 * same directory would have given none of the three.
 */

const dayMs = 86_400_000;

const folderOf = ({ settings }: Pick<Context, 'settings'>) => join(settings.stateDirectory, 'kept');

/** Runs what decides on the answer to identical jobs, one at a time for each key. All of it goes through the given transaction. */
export async function underKey<T>(
  ctx: Pick<Context, 'database'>,
  key: Bytes32,
  act: (sql: Query) => Promise<T>,
): Promise<T> {
  const done: { value?: T } = {};
  await ctx.database.sql.begin(async (sql) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`atoll.repeat.${key}`}, 0))`;
    done.value = await act(sql);
  });
  return valueOf(done);
}

/** Guarantee: the transaction has ended without an error, so the value was set. */
function valueOf<T>(done: { value?: T }): T {
  return done.value as T;
}

/**
 * Keeps the outputs of a job that is about to be delivered. Of identical jobs the first one to get here is the answer to all of them.
 *
 * @param input.key absent where identical jobs run each for itself
 * @returns the job whose outputs stand as the answer, where it is another one: nothing was kept
 */
export async function keepOutputs(
  ctx: Context,
  input: {
    job: Job;
    key: Bytes32 | undefined;
    snapshots: readonly Pick<BoundSnapshot, 'assetId' | 'snapshot'>[];
    outputs: readonly ResultFile[];
    /** Kept for another recipient alone: another job is the answer. */
    answered: boolean;
  },
): Promise<Bytes32 | undefined> {
  const { job, key, outputs } = input;
  const bytes = outputs.reduce((sum, { size }) => sum + size, 0);
  const { file, identity } = await writeKept(ctx, outputs);
  const now = ctx.clock.now();
  const row = {
    key: key ?? null,
    file,
    identity,
    bytes,
    datasets: input.snapshots.map(({ assetId, snapshot }) => ({ assetId, snapshot })),
    metadataDigest: job.order.algorithm.metadataDigest,
    answers: key !== undefined && !input.answered && bytes <= ctx.settings.cacheMaxBytes,
    keptAt: now,
    keptUntil: new Date(now.getTime() + ctx.settings.resultDays * dayMs),
  };
  if (key === undefined || input.answered) {
    await removeFile(ctx, await store(ctx.database.sql, job.jobId, row));
    return undefined;
  }
  const { other, before } = await underKey(ctx, key, async (sql) => {
    const [found] = await sql<{ jobId: Bytes32 }[]>`
      select job_id as "jobId" from compute_provider.kept_outputs
      where key = ${key} and answers and job_id <> ${job.jobId}`;
    if (found !== undefined) return { other: found.jobId, before: undefined };
    return { other: undefined, before: await store(sql, job.jobId, row) };
  });
  if (other !== undefined) await removeFile(ctx, file);
  else {
    await removeFile(ctx, before);
    await evict(ctx);
  }
  return other;
}

/** A row as it is written. */
interface KeptRow {
  readonly key: string | null;
  readonly file: string;
  readonly identity: string;
  readonly bytes: number;
  readonly datasets: readonly { assetId: string; snapshot: string }[];
  readonly metadataDigest: string;
  readonly answers: boolean;
  readonly keptAt: Date;
  readonly keptUntil: Date;
}

/** @returns the file that an earlier try to deliver left, which no row names any more */
async function store(sql: Query, jobId: Bytes32, row: KeptRow): Promise<string | undefined> {
  // A query within `returning` sees the rows as they stood before.
  const [stored] = await sql<{ before: string | null }[]>`
    insert into compute_provider.kept_outputs
      (job_id, key, file, identity, bytes, datasets, metadata_digest, answers, kept_at, kept_until)
    values (${jobId}, ${row.key}, ${row.file}, ${row.identity}, ${row.bytes}, ${JSON.stringify(row.datasets)},
      ${row.metadataDigest}, ${row.answers}, ${row.keptAt.toISOString()}, ${row.keptUntil.toISOString()})
    on conflict (job_id) do update set key = excluded.key, file = excluded.file, identity = excluded.identity,
      bytes = excluded.bytes, answers = excluded.answers, kept_at = excluded.kept_at, kept_until = excluded.kept_until,
      swept_at = null
    returning (select before.file from compute_provider.kept_outputs before where before.job_id = ${jobId}) as before`;
  return stored?.before ?? undefined;
}

async function removeFile(ctx: Context, file: string | undefined): Promise<void> {
  if (file !== undefined) await rm(join(folderOf(ctx), file), { force: true });
}

async function writeKept(
  ctx: Context,
  outputs: readonly ResultFile[],
): Promise<{ file: string; identity: string }> {
  const { identity, publicKey } = await createIdentity();
  const file = `${randomUUID()}.age`;
  await mkdir(folderOf(ctx), { recursive: true, mode: 0o700 });
  const path = join(folderOf(ctx), file);
  try {
    await writeSynced(`${path}.partial`, await encryptResult({ recipient: publicKey, outputs }));
    await renameSynced(`${path}.partial`, path);
  } catch (error) {
    // A full disk is tried again and again, each time under another name.
    await rm(`${path}.partial`, { force: true });
    throw error;
  }
  return { file, identity };
}

/** The kept outputs of a job and the salts of its receipt's tree; undefined where they are gone or damaged. */
export async function readKept(ctx: Context, jobId: Bytes32): Promise<ClearResult | undefined> {
  for (let tried: string | undefined; ;) {
    const [row] = await ctx.database.db.select().from(keptOutputs).where(eq(keptOutputs.jobId, jobId));
    if (row === undefined || row.file === null || row.identity === null) return undefined;
    try {
      return await decryptResult(await readFile(join(folderOf(ctx), row.file)), row.identity);
    } catch (error) {
      // Another try to deliver may have put another file in its place.
      if (row.file !== tried) {
        tried = row.file;
        continue;
      }
      // Swept meanwhile or damaged: whoever asks does without, and nobody is given half of it.
      ctx.logger.warn({ err: error, jobId }, 'kept outputs cannot be read');
      return undefined;
    }
  }
}

/** When the result of a job will be kept no longer; undefined where that was not stated. */
export async function resultKeptUntil(
  ctx: Pick<Context, 'database'>,
  jobId: Bytes32,
): Promise<Date | undefined> {
  const [row] = await ctx.database.db
    .select({ keptUntil: keptOutputs.keptUntil })
    .from(keptOutputs)
    .where(eq(keptOutputs.jobId, jobId));
  return row?.keptUntil;
}

/** The job whose kept outputs answer an identical one. */
export async function findAnswer(
  ctx: Pick<Context, 'database'>,
  key: Bytes32 | undefined,
): Promise<Bytes32 | undefined> {
  if (key === undefined) return undefined;
  const [row] = await ctx.database.sql<{ jobId: Bytes32 }[]>`
    select job_id as "jobId" from compute_provider.kept_outputs where key = ${key} and answers`;
  return row?.jobId;
}

/** What no longer answers identical jobs; its buyer can still have it encrypted anew while results are kept. */
export type DroppedAnswers =
  | { readonly jobId: Bytes32 }
  /** Every snapshot of a local name: its policy changed. */
  | { readonly name: string }
  /** The approval was revoked. */
  | { readonly datasetId: string; readonly metadataDigest: string }
  /** The asset's data is that of this snapshot now. */
  | { readonly datasetId: string; readonly replacedBy: string };

/** Answers no identical job with these outputs from now on, and removes what nobody else needs. */
export async function dropAnswers(ctx: Context, which: DroppedAnswers): Promise<void> {
  const { sql } = ctx.database;
  const condition = (() => {
    if ('jobId' in which) return sql`job_id = ${which.jobId}`;
    if ('name' in which)
      return sql`exists (select from compute_provider.snapshots s where s.name = ${which.name}
        and datasets @> jsonb_build_array(jsonb_build_object('snapshot', s.snapshot)))`;
    const ofDataset = sql`datasets @> jsonb_build_array(jsonb_build_object('assetId', ${which.datasetId}::text))`;
    return 'metadataDigest' in which
      ? sql`${ofDataset} and metadata_digest = ${which.metadataDigest}`
      : sql`${ofDataset} and not datasets @> jsonb_build_array(jsonb_build_object('assetId', ${which.datasetId}::text,
          'snapshot', ${which.replacedBy}::text))`;
  })();
  await sql`update compute_provider.kept_outputs set answers = false where answers and ${condition}`;
  await removeUnneeded(ctx);
}

/** Keeps as many answers as fit, the newest ones. */
async function evict(ctx: Context): Promise<void> {
  const gone = await ctx.database.sql`
    update compute_provider.kept_outputs set answers = false where job_id in (
      select job_id from (
        select job_id, sum(bytes) over (order by kept_at desc, job_id) as so_far
        from compute_provider.kept_outputs where answers) each
      where so_far > ${ctx.settings.cacheMaxBytes}) returning job_id`;
  if (gone.length > 0) await removeUnneeded(ctx);
}

/** Removes kept files that neither answer identical jobs nor are within the time that results are kept for. */
export async function removeUnneeded(ctx: Context): Promise<void> {
  const now = ctx.clock.now().toISOString();
  const rows = await ctx.database.sql<{ jobId: string; file: string }[]>`
    select job_id as "jobId", file from compute_provider.kept_outputs
    where not answers and file is not null and kept_until <= ${now}::timestamptz`;
  for (const { jobId, file } of rows) {
    // The key first: from then on the file is noise, whatever becomes of it.
    await ctx.database.db
      .update(keptOutputs)
      .set({ identity: null, file: null })
      .where(and(eq(keptOutputs.jobId, jobId), eq(keptOutputs.file, file)));
    await removeFile(ctx, file);
  }
}

/** Removes files that no row names: a crash came between file and row, or between row and file. */
export async function recoverKept(ctx: Context): Promise<void> {
  await mkdir(folderOf(ctx), { recursive: true, mode: 0o700 });
  const rows = await ctx.database.db
    .select({ file: keptOutputs.file })
    .from(keptOutputs)
    .where(isNotNull(keptOutputs.file));
  const known = new Set(rows.map(({ file }) => file));
  for (const name of await readdir(folderOf(ctx))) if (!known.has(name)) await removeFile(ctx, name);
}
