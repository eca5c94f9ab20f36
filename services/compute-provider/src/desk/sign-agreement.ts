import { dataUseAgreementTypedData } from '@atoll/chain/sign';
import { verifySignature } from '@atoll/chain/verify-signature';
import { Agreement, type SignedAgreement } from '@atoll/schemas/desk';
import type { Bytes32 } from '@atoll/schemas/ids';
import { DatasetRules } from '@atoll/schemas/metadata/dataset';
import { unixSeconds } from '@atoll/server-kit/clock';
import { digestOfCid, parseCid } from '@atoll/storage/digest';
import { and, desc, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { agreements } from '../store/desk-tables.ts';
import { snapshots } from '../store/tables.ts';
import { AgreementRefused, AgreementUnknown } from './problems.ts';

/** Seconds that the buyer's clock may be ahead. */
const aheadSeconds = 300;
/** Seconds that a signature may have been under way: a wallet of several owners takes days. */
const oldestSeconds = 30 * 86_400;

/**
 * Takes a buyer's signature under the data-use agreement of a dataset, from whoever brings it, and keeps it as evidence. It holds for
 * the text whose digest was signed: where the owner's rules name another text, the buyer signs anew. The first signature of a text is
 * kept; sending one again is no error.
 *
 * @throws AgreementUnknown where no dataset bound here asks for this text; AgreementRefused where the signature or its time is wrong
 */
export async function signAgreement(ctx: Context, input: SignedAgreement): Promise<Agreement> {
  const { signature, ...message } = input;
  const terms = await findTerms(ctx, input);
  const now = Number(unixSeconds(ctx.clock));
  if (input.signedAt > now + aheadSeconds || input.signedAt < now - oldestSeconds)
    throw new AgreementRefused('it bears a time that is not of these days', 'sign with the time of now');
  const deployment = { chainId: ctx.chain.chainId, jobs: ctx.chain.addresses.jobs };
  const typedData = dataUseAgreementTypedData(message, deployment);
  if (!(await verifySignature({ chain: ctx.chain, address: input.buyer, typedData, signature })))
    throw new AgreementRefused(
      'the signature is not that of the buyer',
      'sign DataUseAgreement with exactly these fields, for this deployment',
    );
  await ctx.database.db
    .insert(agreements)
    .values({
      datasetId: input.datasetId,
      buyer: input.buyer,
      textDigest: input.text,
      ...terms,
      signedAt: input.signedAt,
      signature,
      receivedAt: ctx.clock.now(),
    })
    .onConflictDoNothing();
  ctx.logger.info({ datasetId: input.datasetId, buyer: input.buyer, text: input.text }, 'agreement signed');
  const [kept] = await ctx.database.db
    .select()
    .from(agreements)
    .where(
      and(
        eq(agreements.datasetId, input.datasetId),
        eq(agreements.buyer, input.buyer),
        eq(agreements.textDigest, input.text),
      ),
    );
  if (kept === undefined) throw new TypeError('the agreement was not kept');
  return agreementView(kept);
}

/** Every signature that is kept, or those of one dataset, the newest first. The caller has been checked to be the custodian. */
export async function listAgreements(
  ctx: Context,
  input: { datasetId?: string | undefined; limit: number; offset: number },
): Promise<Agreement[]> {
  const rows = await ctx.database.db
    .select()
    .from(agreements)
    .where(input.datasetId === undefined ? undefined : eq(agreements.datasetId, input.datasetId))
    .orderBy(desc(agreements.receivedAt), agreements.buyer, agreements.textDigest)
    .limit(input.limit)
    .offset(input.offset);
  return rows.map(agreementView);
}

function agreementView({ textDigest, receivedAt, ...row }: typeof agreements.$inferSelect): Agreement {
  return Agreement.parse({ ...row, text: textDigest, receivedAt: receivedAt.toISOString() });
}

/** The agreement that a version of the dataset here asks for; anything else is nobody's to keep. */
async function findTerms(
  ctx: Context,
  input: { datasetId: string; text: Bytes32 },
): Promise<{ title: string; cid: string }> {
  const rows = await ctx.database.db
    .select({ rules: snapshots.rules })
    .from(snapshots)
    .where(eq(snapshots.assetId, input.datasetId));
  for (const { rules } of rows) {
    const { agreement } = DatasetRules.parse(rules);
    if (agreement !== undefined && digestOfCid(parseCid(agreement.text)) === input.text)
      return { title: agreement.title, cid: agreement.text };
  }
  throw new AgreementUnknown(input);
}
