import { AtollError } from '@atoll/schemas/error';
import { Bytes32 } from '@atoll/schemas/ids';
import type { RekeyedResult } from '@atoll/schemas/provider-api';
import { encryptResult } from '@atoll/sdk/encrypt-result';
import { digestOfCid } from '@atoll/storage/digest';
import { and, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { readReceipt } from '../jobs/read-job.ts';
import { releasedJob, ResultExpired } from '../jobs/read-result.ts';
import { readKept } from '../limits/kept-outputs.ts';
import { rekeyedResults } from '../store/limit-tables.ts';
import { checkRecipient } from './check-recipient.ts';
import { storeCiphertext } from './store-ciphertext.ts';
import { unpinElsewhere } from './pin-elsewhere.ts';
import { wholeSeconds } from './quantise.ts';

/** Recipients that a result is encrypted anew for; each takes up as much room as the result. */
const mostRecipients = 4;

/** The result was encrypted anew for as many recipients as it may be. */
class TooManyRecipients extends AtollError {
  constructor(jobId: string) {
    super({
      code: 'conflict',
      message: `the result of job ${jobId} was encrypted anew for ${mostRecipients} recipients already`,
      hint: 'use one of them: asking for a recipient again gives its result again',
      data: { jobId },
    });
  }
}

/**
 * Encrypts the outputs of a released job anew, for a buyer who lost the identity or works on another device. The outputs and salts are
 * those of the settled receipt, which comes along inside, so that they verify against the chain although this ciphertext is another.
 *
 * @param input.reader who signed the request: the buyer and nobody else
 * @throws JobNotFound, ResultNotReady, ResultExpired; AtollError `conflict` for too many recipients, `invalid_order` for one that nothing can be
 * encrypted to
 */
export async function rekeyResult(
  ctx: Context,
  input: { jobId: Bytes32; reader: `0x${string}`; recipient: Bytes32 },
): Promise<RekeyedResult> {
  const { jobId, recipient } = input;
  const { keptUntil } = await releasedJob(ctx, input);
  if (keptUntil === undefined) throw new ResultExpired(jobId, keptUntil);
  await checkRecipient(recipient);
  const known = await findRekeyed(ctx, input);
  const until = wholeSeconds(keptUntil).toISOString();
  if (known !== undefined) return { ...known, keptUntil: until };
  await checkRecipients(ctx, jobId);
  const clear = await readKept(ctx, jobId);
  if (clear === undefined) throw new ResultExpired(jobId, keptUntil);
  const outputs = [...clear.outputs].map(([name, bytes]) => ({
    name,
    size: bytes.byteLength,
    content: [bytes],
    salt: Bytes32.parse(clear.salts.get(name)),
  }));
  const receipt = await readReceipt(ctx, input);
  const { cid, size } = await storeCiphertext(ctx, await encryptResult({ recipient, outputs, receipt }));
  const stored = await keep(ctx, { jobId, recipient, cid: cid.toString(), digest: digestOfCid(cid), size });
  if (!stored) {
    await ctx.storage.unpin(cid);
    await unpinElsewhere(ctx, cid.toString());
    const other = await findRekeyed(ctx, input);
    if (other === undefined) throw new TooManyRecipients(jobId);
    return { ...other, keptUntil: until };
  }
  ctx.logger.info({ jobId, cid: cid.toString() }, 'result encrypted anew');
  return { jobId, recipient, cid: cid.toString(), size, keptUntil: until };
}

async function findRekeyed(
  ctx: Context,
  { jobId, recipient }: { jobId: Bytes32; recipient: Bytes32 },
): Promise<Omit<RekeyedResult, 'keptUntil'> | undefined> {
  const [row] = await ctx.database.db
    .select()
    .from(rekeyedResults)
    .where(and(eq(rekeyedResults.jobId, jobId), eq(rekeyedResults.recipient, recipient)));
  return row === undefined ? undefined : { jobId, recipient, cid: row.cid, size: row.size };
}

async function checkRecipients(ctx: Context, jobId: Bytes32): Promise<void> {
  const there = await ctx.database.db.$count(rekeyedResults, eq(rekeyedResults.jobId, jobId));
  if (there >= mostRecipients) throw new TooManyRecipients(jobId);
}

/** Whether the row was written: of many requests at the same time no more than there is room for, and one for each recipient. */
async function keep(ctx: Context, row: Omit<typeof rekeyedResults.$inferInsert, 'at'>): Promise<boolean> {
  const at = ctx.clock.now().toISOString();
  const { jobId, recipient, cid, digest, size } = row;
  return ctx.database.sql.begin(async (sql) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`atoll.rekey.${jobId}`}, 0))`;
    const written = await sql`
      insert into compute_provider.rekeyed_results (job_id, recipient, cid, digest, size, at)
      select ${jobId}, ${recipient}, ${cid}, ${digest}, ${size}::bigint, ${at}::timestamptz
      where (select count(*) from compute_provider.rekeyed_results where job_id = ${jobId}) < ${mostRecipients}
      on conflict do nothing returning job_id`;
    return written.length === 1;
  });
}
