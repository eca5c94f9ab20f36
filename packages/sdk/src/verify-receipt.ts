import type { Chain } from '@atoll/chain/chain';
import { jobIdOf } from '@atoll/chain/job-id';
import { readAsset } from '@atoll/chain/read-asset';
import { readProvider } from '@atoll/chain/read-provider';
import { readSettlement } from '@atoll/chain/read-settlement';
import { receiptTypedData } from '@atoll/chain/sign';
import { isSignedByKey } from '@atoll/chain/verify-signature';
import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import type { Address } from '@atoll/schemas/ids';
import { SignedReceipt } from '@atoll/schemas/job';
import { orderFromWire } from '@atoll/schemas/order';
import { ReceiptStatement } from '@atoll/schemas/receipt';
import type { ClearResult } from './decrypt-result.ts';
import { digestOf, sha256 } from './digest.ts';
import { outputsRoot } from './outputs-root.ts';

/** What is checked, in this order. */
export const receiptChecks = [
  'format',
  'statement',
  'order',
  'charge',
  'signature',
  'parameters',
  'outputs',
  'outputs_root',
  'settlement',
  'commitments',
] as const;

/** One thing that was looked at, or why it could not be. */
export interface ReceiptCheck {
  readonly check: (typeof receiptChecks)[number];
  readonly outcome: 'passed' | 'failed' | 'not_checked';
  /** A sentence: what was compared, what differs, or what it would take to check it. */
  readonly why: string;
}

export interface VerifyReceiptInput {
  /** As it was served or kept; anything may stand in it. */
  readonly signedReceipt: unknown;
  /** The outputs in clear; with their salts, as `decryptResult` gives them, the root can be checked as well. */
  readonly files?: Pick<ClearResult, 'outputs'> & Partial<Pick<ClearResult, 'salts'>>;
  /** The parameters that were ordered. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Account of the provider's operator, where it is known without asking a chain. */
  readonly operator?: Address;
  /** Without it nothing is asked of anybody, and what the chain alone can tell is `not_checked`. */
  readonly chain?: Chain;
}

type Finding = Omit<ReceiptCheck, 'check'>;
const passed = (why: string): Finding => ({ outcome: 'passed', why });
const failed = (why: string): Finding => ({ outcome: 'failed', why });
const notChecked = (why: string): Finding => ({ outcome: 'not_checked', why });

/** What differs, as one finding. */
function compared(
  what: string,
  pairs: readonly (readonly [name: string, expected: unknown, found: unknown])[],
): Finding {
  const wrong = pairs.filter(
    ([, expected, found]) => String(expected).toLowerCase() !== String(found).toLowerCase(),
  );
  if (wrong.length === 0) return passed(what);
  return failed(
    wrong
      .map(([name, expected, found]) => `${name} is ${String(found)}, it should be ${String(expected)}`)
      .join('; '),
  );
}

interface Parsed {
  readonly signed: SignedReceipt;
  readonly statement: ReceiptStatement;
}

/**
 * Checks a receipt against itself, the files and the chain, as far as each is given. Offline it shows that the statement is the signed one,
 * that it speaks of that order, and that the files are what it states; who the provider's operator was and that the escrow took the receipt
 * is for the chain to tell.
 *
 * A receipt is good where nothing `failed`; what is `not_checked` says what is missing. Never throws for what stands in the receipt.
 *
 * @throws ChainUnavailable (retryable) where a chain is given and does not answer
 * @example
 * const checks = await verifyReceipt({ signedReceipt: JSON.parse(text), files: await decryptResult(bytes, identity) });
 * checks.filter(({ outcome }) => outcome === 'failed'); // []
 */
export async function verifyReceipt(input: VerifyReceiptInput): Promise<ReceiptCheck[]> {
  const parsed = parse(input.signedReceipt);
  if ('why' in parsed)
    return receiptChecks.map((check) => ({
      check,
      ...(check === 'format' ? parsed : notChecked('the receipt is not of the format')),
    }));
  const { signed, statement } = parsed;
  const findings: Record<ReceiptCheck['check'], Finding> = {
    format: passed('it is a signed receipt with an in-toto statement of Atoll'),
    statement: await checkStatement(signed, statement),
    order: checkOrder(signed, statement),
    charge: checkCharge(signed, statement),
    signature: await checkSignature(parsed, input),
    parameters: await checkParameters(signed, input.parameters),
    outputs: await checkOutputs(statement, input.files),
    outputs_root: await checkRoot(signed, input.files),
    settlement: await checkSettlement(parsed, input.chain),
    commitments: await checkCommitments(statement, input.chain),
  };
  return receiptChecks.map((check) => ({ check, ...findings[check] }));
}

function parse(value: unknown): Parsed | Finding {
  const signed = SignedReceipt.safeParse(value);
  if (!signed.success) return failed(`it is no signed receipt: ${firstIssue(signed.error.issues)}`);
  const statement = ReceiptStatement.safeParse(signed.data.statement);
  if (!statement.success)
    return failed(`its statement is not of the format: ${firstIssue(statement.error.issues)}`);
  return { signed: signed.data, statement: statement.data };
}

const firstIssue = (issues: readonly { path: PropertyKey[]; message: string }[]): string =>
  issues[0] === undefined ? 'invalid' : `${issues[0].path.join('.')}: ${issues[0].message}`;

/** The digest is of the statement as it was signed, with what this reader does not know of. */
async function checkStatement(
  { receipt, statement: raw }: SignedReceipt,
  { predicate }: ReceiptStatement,
): Promise<Finding> {
  const released = receipt.outcome === 'released';
  return compared('the statement is the one that the receipt names, and says the same', [
    ['the digest of the statement', receipt.statementDigest, await sha256(canonicalJsonBytes(raw))],
    ['the job of the statement', receipt.jobId, predicate.jobId],
    ['the outcome of the statement', receipt.outcome, predicate.outcome],
    ['the root of the statement', receipt.outputsRoot, predicate.outputsRoot],
    ['the charge of the statement', receipt.computeSeconds, predicate.usage.computeSeconds],
    [
      'the result',
      BigInt(receipt.resultDigest),
      predicate.result === undefined ? 0n : BigInt(digestOf(predicate.result)),
    ],
    ['that there is a result', released, predicate.result !== undefined],
  ]);
}

function checkOrder({ order, receipt }: SignedReceipt, { predicate }: ReceiptStatement): Finding {
  const { chainId, jobs } = predicate;
  return compared('the order hashes to the job, and the statement speaks of what was ordered', [
    ['the job', jobIdOf(orderFromWire(order), { chainId, jobs }), receipt.jobId],
    ['the provider', order.provider, predicate.provider],
    ['the datasets', order.datasets.map(versionOf).join(), predicate.datasets.map(versionOf).join()],
    ['the algorithm', versionOf(order.algorithm), versionOf(predicate.algorithm)],
    ['the parameters', order.parametersDigest, predicate.parametersDigest],
  ]);
}

const versionOf = (asset: { assetId: string; metadataDigest: string }): string =>
  `${asset.assetId}@${asset.metadataDigest}`;

function checkCharge({ order, receipt }: SignedReceipt, { predicate }: ReceiptStatement): Finding {
  const { wallSeconds } = predicate.usage;
  if (receipt.computeSeconds > order.maxSeconds)
    return failed(`${receipt.computeSeconds} seconds are charged, ${order.maxSeconds} were ordered at most`);
  if (receipt.computeSeconds > Math.max(1, wallSeconds) && predicate.startedAt !== undefined)
    return failed(`${receipt.computeSeconds} seconds are charged for a run of at most ${wallSeconds}`);
  if (predicate.startedAt === undefined && receipt.computeSeconds > 0)
    return failed(`${receipt.computeSeconds} seconds are charged and nothing ran`);
  return passed('no more seconds are charged than were ordered and than it ran');
}

async function checkSignature(
  { signed, statement }: Parsed,
  { operator, chain }: VerifyReceiptInput,
): Promise<Finding> {
  const { chainId, jobs } = statement.predicate;
  const typedData = receiptTypedData(signed.receipt, { chainId, jobs });
  const by = (address: Address) => isSignedByKey({ address, typedData, signature: signed.signature });
  if (operator !== undefined && chain === undefined)
    return (await by(operator))
      ? passed(`it is signed by ${operator}`)
      : failed(`it is not signed by ${operator}`);
  if (chain === undefined)
    return notChecked('who the operator of the provider is, the chain tells; give it or the operator');
  const { provider } = signed.order;
  const settlement = await readSettlement(chain, signed.receipt.jobId);
  const now = await readProvider(chain, provider);
  if (await by(now.operator)) return passed(`it is signed by ${now.operator}, the operator of the provider`);
  // The operator may have been changed since: the one of then counts.
  const then = settlement === undefined ? undefined : await readProvider(chain, provider, settlement);
  if (then !== undefined && (await by(then.operator)))
    return passed(`it is signed by ${then.operator}, the operator of the provider at the settlement`);
  return failed('it is not signed by the operator of the provider');
}

async function checkParameters(
  { order }: SignedReceipt,
  parameters: VerifyReceiptInput['parameters'],
): Promise<Finding> {
  if (parameters === undefined) return notChecked('give the parameters');
  return compared('the parameters are those that were ordered', [
    ['the digest of the parameters', order.parametersDigest, await sha256(canonicalJsonBytes(parameters))],
  ]);
}

async function checkOutputs(
  statement: ReceiptStatement,
  files: VerifyReceiptInput['files'],
): Promise<Finding> {
  if (files === undefined) return notChecked('give the files');
  const stated = new Map(statement.subject.map(({ name, digest }) => [name, `0x${digest.sha256}`]));
  const digests = await Promise.all(
    [...files.outputs].map(
      async ([name, content]) => [`the file ${name}`, stated.get(name), await sha256(content)] as const,
    ),
  );
  return compared(`all ${stated.size} files are what the statement says`, [
    ['the list of files', [...stated.keys()].sort().join(), [...files.outputs.keys()].sort().join()],
    ...digests,
  ]);
}

async function checkRoot({ receipt }: SignedReceipt, files: VerifyReceiptInput['files']): Promise<Finding> {
  if (files === undefined) return notChecked('give the files');
  const { salts, outputs } = files;
  if (salts === undefined) return notChecked('give the salts that came with the files');
  const leaves = await Promise.all(
    [...outputs].map(async ([name, content]) => ({
      name,
      sha256: await sha256(content),
      salt: salts.get(name),
    })),
  );
  const salted = leaves.flatMap(({ salt, ...leaf }) => (salt === undefined ? [] : [{ ...leaf, salt }]));
  if (salted.length < leaves.length) return failed('a file has no salt');
  return compared('the files are the leaves of the root that the receipt holds', [
    ['the root', receipt.outputsRoot, outputsRoot(salted)],
  ]);
}

async function checkSettlement({ signed, statement }: Parsed, chain: Chain | undefined): Promise<Finding> {
  const { receipt } = signed;
  const { chainId, jobs } = statement.predicate;
  if (chain === undefined) return notChecked('give the chain');
  const settlement = await readSettlement(chain, receipt.jobId);
  if (settlement === undefined) return failed('the chain knows no settlement of the job');
  const { receipt: settled } = settlement;
  return compared(`the escrow settled by this receipt in block ${settlement.blockNumber}`, [
    ['the chain', chain.chainId, chainId],
    ['the escrow', chain.addresses.jobs, jobs],
    ['the outcome', settled.outcome, receipt.outcome],
    ['the charge', settled.computeSeconds, receipt.computeSeconds],
    ['the digest of the result', settled.resultDigest, receipt.resultDigest],
    ['the digest of the statement', settled.statementDigest, receipt.statementDigest],
    ['the root', settled.outputsRoot, receipt.outputsRoot],
  ]);
}

/** An asset's commitment is read as it is now; a later version has another one. */
async function checkCommitments({ predicate }: ReceiptStatement, chain: Chain | undefined): Promise<Finding> {
  if (chain === undefined) return notChecked('give the chain');
  const assets = await Promise.all(
    predicate.datasets.map(async (stated) => ({
      stated,
      asset: await readAsset(chain, BigInt(stated.assetId)),
    })),
  );
  const later = assets.filter(({ stated, asset }) => asset.metadataDigest !== stated.metadataDigest);
  const same = assets.filter(({ stated, asset }) => asset.metadataDigest === stated.metadataDigest);
  const finding = compared('the data is what the assets commit to', [
    ...same.map(
      ({ stated, asset }) =>
        [`the commitment of ${stated.assetId}`, asset.commitment, stated.commitment] as const,
    ),
  ]);
  if (finding.outcome === 'failed' || later.length === 0) return finding;
  return notChecked(`${later.map(({ stated }) => stated.assetId).join(', ')} has a later version by now`);
}
