import { AtollError } from '@atoll/schemas/error';
import type { Bytes32 } from '@atoll/schemas/ids';
import { ReceiptStatement } from '@atoll/schemas/receipt';
import type { SignedReceipt } from '@atoll/schemas/job';
import type { MarketContext } from '@atoll/sdk/context';
import { type ClearResult, decryptResult } from '@atoll/sdk/decrypt-result';
import { fetchReceipt } from '@atoll/sdk/fetch-receipt';
import { fetchResult } from '@atoll/sdk/fetch-result';
import type { AgeIdentity } from '@atoll/sdk/recipient';
import { fetchRekeyed, rekeyResult } from '@atoll/sdk/rekey-result';
import { type ReceiptCheck, verifyReceipt } from '@atoll/sdk/verify-receipt';
import { verifyResult } from '@atoll/sdk/verify-result';
import { providerOf } from '@atoll/sdk/services';
import { readerAt } from '@atoll/ui/sign-in/reader.ts';
import type { Say } from '@atoll/ui/use-act.tsx';
import type { JsonObject } from '@atoll/ui/json-form-schema.ts';

/** A result in clear with everything that was checked about it. */
export interface OpenedResult {
  readonly result: ClearResult;
  readonly signed: SignedReceipt;
  readonly statement: ReceiptStatement;
  readonly checks: readonly ReceiptCheck[];
}

/**
 * Fetches, opens and verifies a result. The session at the provider is enough, else one signature, for the receipt: the encrypted file is fetched by its CID, block by block, and each
 * block is held against it.
 *
 * @throws AtollError of whatever does not hold
 */
export async function openResult(
  market: MarketContext,
  input: { jobId: Bytes32; identity: AgeIdentity; parameters: JsonObject | undefined },
  say: Say,
): Promise<OpenedResult> {
  const { jobId, identity, parameters } = input;
  const reader = await readerAt(market, providerOf(market), say);
  const signed = await fetchReceipt(reader, jobId);
  say('Fetching the encrypted result, every block checked against its CID and the CID against the chain');
  const cid = resultOf(signed);
  const bytes = await fetchResult(market, { jobId, from: 'gateways', ...(cid === undefined ? {} : { cid }) });
  say('Decrypting in this browser');
  return check(market, { result: await decryptResult(bytes, identity.identity), signed, parameters }, say);
}

/**
 * The same for a result that was encrypted to another key, while the provider keeps it: has it encrypted anew first.
 * @throws AtollError `result_expired` once it is kept no longer
 */
export async function openForAnotherKey(
  market: MarketContext,
  input: { jobId: Bytes32; identity: AgeIdentity; parameters: JsonObject | undefined },
  say: Say,
): Promise<OpenedResult> {
  const { jobId, identity, parameters } = input;
  say('Sign in your wallet to have the result encrypted anew for this key');
  const { cid } = await rekeyResult(market, { jobId, recipient: identity.publicKey });
  say('Fetching the result');
  const result = await decryptResult(await fetchRekeyed(market, { cid }), identity.identity);
  if (result.receipt === undefined) throw new ReceiptMissing(jobId);
  return check(market, { result, signed: result.receipt, parameters }, say);
}

async function check(
  market: MarketContext,
  input: { result: ClearResult; signed: SignedReceipt; parameters: JsonObject | undefined },
  say: Say,
): Promise<OpenedResult> {
  const { result, signed, parameters } = input;
  say('Checking receipt and files against the chain');
  const checks = await verifyReceipt({
    signedReceipt: signed,
    files: result,
    chain: market.chain,
    ...(parameters === undefined ? {} : { parameters }),
  });
  const statement = await verifyResult(market.chain, { signed, result });
  return { result, signed, statement, checks };
}

function resultOf(signed: SignedReceipt): string | undefined {
  const statement = ReceiptStatement.safeParse(signed.statement);
  return statement.success ? statement.data.predicate.result : undefined;
}

class ReceiptMissing extends AtollError {
  constructor(jobId: Bytes32) {
    super({
      code: 'digest_mismatch',
      message: 'the result that was encrypted anew holds no receipt',
      hint: 'without it nothing can be verified; open it with the key that was ordered for',
      data: { jobId },
    });
  }
}
