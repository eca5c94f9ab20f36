import type { Chain } from '@atoll/chain/chain';
import { jobIdOf, type JobsDeployment } from '@atoll/chain/job-id';
import { readProvider } from '@atoll/chain/read-provider';
import { type ChainSettlement, readSettlement } from '@atoll/chain/read-settlement';
import { receiptTypedData } from '@atoll/chain/sign';
import { isSignedByKey } from '@atoll/chain/verify-signature';
import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import type { Address } from '@atoll/schemas/ids';
import type { SignedReceipt } from '@atoll/schemas/job';
import { orderFromWire } from '@atoll/schemas/order';
import { ReceiptStatement } from '@atoll/schemas/receipt';
import type { ClearResult } from './decrypt-result.ts';
import { digestOf, sha256 } from './digest.ts';
import { ResultRefused } from './errors.ts';
import { outputsRoot } from './outputs-root.ts';

/** What the chain says about a settled job. */
export interface SettlementFacts {
  readonly chainId: number;
  readonly jobs: Address;
  readonly settlement: ChainSettlement;
  /** The operator of the provider when it settled. */
  readonly operator: Address;
}

/**
 * Proves a decrypted result against the chain: the receipt is the one that was settled, the statement is the one it names and speaks of what
 * was ordered, and the outputs are the statement's subjects and the leaves of its root.
 *
 * @returns the statement, fit to be relied on
 * @throws ResultRefused `digest_mismatch`, saying what does not fit
 * @example
 * const statement = await verifyResult(ctx.chain, { signed: await fetchReceipt(ctx, jobId), result });
 */
export async function verifyResult(
  chain: Chain,
  input: { signed: SignedReceipt; result: ClearResult },
): Promise<ReceiptStatement> {
  const order = orderFromWire(input.signed.order);
  const jobId = jobIdOf(order, { chainId: chain.chainId, jobs: chain.addresses.jobs });
  const settlement = await readSettlement(chain, jobId);
  if (settlement === undefined) throw new ResultRefused(`job ${jobId} was not settled on this chain`);
  const deployment = { chainId: chain.chainId, jobs: chain.addresses.jobs };
  const { operator } = await readProvider(chain, order.provider);
  if (await isSignedBy(operator, input.signed, deployment)) {
    return checkResult({ ...deployment, settlement, operator }, input);
  }
  // the operator may have been changed since: the one of then counts
  const then = await readProvider(chain, order.provider, settlement);
  return checkResult({ ...deployment, settlement, operator: then.operator }, input);
}

function isSignedBy(operator: Address, signed: SignedReceipt, deployment: JobsDeployment): Promise<boolean> {
  const typedData = receiptTypedData(signed.receipt, deployment);
  return isSignedByKey({ address: operator, typedData, signature: signed.signature });
}

/** {@link verifyResult} against facts that were read already. */
export async function checkResult(
  facts: SettlementFacts,
  { signed, result }: { signed: SignedReceipt; result: ClearResult },
): Promise<ReceiptStatement> {
  await checkReceipt(facts, signed);
  const statement = await checkStatement(facts, signed);
  await checkOutputs(facts, statement, result);
  return statement;
}

async function checkReceipt(facts: SettlementFacts, signed: SignedReceipt): Promise<void> {
  const { receipt: settled } = facts.settlement;
  same('job', settled.jobId, jobIdOf(orderFromWire(signed.order), facts));
  same('job of the receipt', settled.jobId, signed.receipt.jobId);
  same('outcome', settled.outcome, signed.receipt.outcome);
  same('compute seconds', settled.computeSeconds, signed.receipt.computeSeconds);
  same('result digest', settled.resultDigest, signed.receipt.resultDigest);
  same('statement digest', settled.statementDigest, signed.receipt.statementDigest);
  same('outputs root', settled.outputsRoot, signed.receipt.outputsRoot);
  if (!(await isSignedBy(facts.operator, signed, facts))) {
    throw new ResultRefused('its receipt is not signed by the operator of the provider', {
      operator: facts.operator,
    });
  }
}

async function checkStatement(facts: SettlementFacts, signed: SignedReceipt): Promise<ReceiptStatement> {
  const { receipt } = facts.settlement;
  same('statement', receipt.statementDigest, await sha256(canonicalJsonBytes(signed.statement)));
  const parsed = ReceiptStatement.safeParse(signed.statement);
  if (!parsed.success) throw new ResultRefused('its statement is not of the format');
  const { predicate } = parsed.data;
  same('job of the statement', receipt.jobId, predicate.jobId);
  same('chain of the statement', facts.chainId, predicate.chainId);
  same('contract of the statement', facts.jobs, predicate.jobs);
  same('provider of the statement', signed.order.provider, predicate.provider);
  same('outcome of the statement', receipt.outcome, predicate.outcome);
  same('outputs root of the statement', receipt.outputsRoot, predicate.outputsRoot);
  if (predicate.result === undefined) throw new ResultRefused('its statement names no result');
  same('result', receipt.resultDigest, digestOf(predicate.result));
  same('compute seconds of the statement', receipt.computeSeconds, predicate.usage.computeSeconds);
  checkOrdered(signed.order, predicate);
  return parsed.data;
}

/** What the statement says was run is what was ordered and paid for. */
function checkOrdered(order: SignedReceipt['order'], predicate: ReceiptStatement['predicate']): void {
  const { datasets, algorithm, parametersDigest } = predicate;
  same('datasets of the statement', order.datasets.map(versionOf).join(), datasets.map(versionOf).join());
  same('algorithm of the statement', versionOf(order.algorithm), versionOf(algorithm));
  same('parameters of the statement', order.parametersDigest, parametersDigest);
}

const versionOf = (asset: { assetId: string; metadataDigest: string }): string =>
  `${asset.assetId}@${asset.metadataDigest}`;

async function checkOutputs(
  facts: SettlementFacts,
  statement: ReceiptStatement,
  { outputs, salts }: ClearResult,
): Promise<void> {
  const stated = new Map(statement.subject.map((subject) => [subject.name, subject.digest.sha256]));
  same('list of outputs', [...stated.keys()].sort().join(), [...outputs.keys()].sort().join());
  const leaves = await Promise.all(
    [...outputs].map(async ([name, content]) => {
      const digest = await sha256(content);
      same(`output ${name}`, `0x${stated.get(name)}`, digest);
      const salt = salts.get(name);
      if (salt === undefined) throw new ResultRefused(`output ${name} has no salt`);
      return { name, sha256: digest, salt };
    }),
  );
  same('root of the outputs', facts.settlement.receipt.outputsRoot, outputsRoot(leaves));
}

function same(what: string, expected: string | number, found: string | number): void {
  if (String(expected).toLowerCase() === String(found).toLowerCase()) return;
  throw new ResultRefused(`the ${what} is ${found}, it should be ${expected}`, { what, expected, found });
}
