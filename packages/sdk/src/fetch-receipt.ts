import { jobIdOf, type JobsDeployment } from '@atoll/chain/job-id';
import type { Bytes32 } from '@atoll/schemas/ids';
import { SignedReceipt } from '@atoll/schemas/job';
import { orderFromWire } from '@atoll/schemas/order';
import type { MarketContext } from './context.ts';
import { ResultRefused } from './errors.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/**
 * The provider's signed receipt of an ended job, with its statement. It is about this job and no other; what it says is not verified:
 * that is `verifyResult`.
 *
 * @throws ProblemReceived; ResultRefused `digest_mismatch` for the receipt of another job
 * @example const signed = await fetchReceipt(ctx, jobId);
 */
export async function fetchReceipt(ctx: MarketContext, jobId: Bytes32): Promise<SignedReceipt> {
  const signed = await request(ctx, {
    service: providerOf(ctx),
    method: 'GET',
    path: providerPaths.receipt(jobId),
    signed: true,
    reply: SignedReceipt,
  });
  return receiptOf(jobId, signed, { chainId: ctx.chain.chainId, jobs: ctx.chain.addresses.jobs });
}

/** The receipt, if it is that of the job which was asked for: a provider could answer with an older, true one. */
export function receiptOf(jobId: Bytes32, signed: SignedReceipt, deployment: JobsDeployment): SignedReceipt {
  const ordered = jobIdOf(orderFromWire(signed.order), deployment);
  if (ordered === jobId && signed.receipt.jobId === jobId) return signed;
  throw new ResultRefused(`its receipt is of another job, ${ordered}`, { expected: jobId, found: ordered });
}
