import type { Address, Bytes32, Hex } from '@atoll/schemas/ids';
import { type Outcome, outcomes } from '@atoll/schemas/job';
import type { Order } from '@atoll/schemas/order';
import { signedRequestTypedData, type SignedRequestMessage } from '@atoll/schemas/signed-request';
import {
  cancelTypes,
  dataUseAgreementTypes,
  jobsDomain,
  quoteTypes,
  receiptTypes,
  reportTypes,
} from '@atoll/schemas/typed-data';
import type { TypedDataDefinition } from 'viem';
import { type JobsDeployment, orderTypedData } from './job-id.ts';
import { forViem } from './typed-data.ts';

/** Whoever signs: a key in memory (`privateKeyToAccount`), a browser's wallet, a hardware key. */
export interface Signer {
  readonly address: `0x${string}`;
  // the shape that viem's local accounts have, for any typed data
  signTypedData(typedData: TypedDataDefinition): Promise<Hex>;
  /** Signs a text (EIP-191), which signing in needs. */
  signMessage?(input: { message: string }): Promise<Hex>;
}

/** What a provider's operator states about an ended job; amounts of time in whole seconds. */
export interface ReceiptFields {
  jobId: Bytes32;
  outcome: Outcome;
  computeSeconds: number;
  resultDigest: Bytes32;
  statementDigest: Bytes32;
  outputsRoot: Bytes32;
}

/** A receipt as the contract takes it: the outcome as its number in the ABI. */
export function receiptForChain(receipt: ReceiptFields) {
  return { ...receipt, outcome: outcomes.indexOf(receipt.outcome) };
}

export function quoteTypedData(
  quote: { jobId: Bytes32; validUntil: number },
  { chainId, jobs }: JobsDeployment,
) {
  return {
    domain: jobsDomain(chainId, jobs),
    types: quoteTypes,
    primaryType: 'Quote',
    message: quote,
  } as const;
}

export function reportTypedData(
  report: { jobId: Bytes32; computeSeconds: number },
  { chainId, jobs }: JobsDeployment,
) {
  return {
    domain: jobsDomain(chainId, jobs),
    types: reportTypes,
    primaryType: 'Report',
    message: report,
  } as const;
}

export function cancelTypedData(cancel: { jobId: Bytes32 }, { chainId, jobs }: JobsDeployment) {
  return {
    domain: jobsDomain(chainId, jobs),
    types: cancelTypes,
    primaryType: 'Cancel',
    message: cancel,
  } as const;
}

/** A buyer's word on the data-use agreement of a dataset: kept by the provider as evidence, no contract reads it. */
export function dataUseAgreementTypedData(
  agreement: { buyer: Address; datasetId: string; text: Bytes32; signedAt: number },
  { chainId, jobs }: JobsDeployment,
) {
  const { datasetId, signedAt } = agreement;
  return {
    domain: jobsDomain(chainId, jobs),
    types: dataUseAgreementTypes,
    primaryType: 'DataUseAgreement',
    message: { ...agreement, datasetId: BigInt(datasetId), signedAt: BigInt(signedAt) },
  } as const;
}

export function receiptTypedData(receipt: ReceiptFields, { chainId, jobs }: JobsDeployment) {
  return {
    domain: jobsDomain(chainId, jobs),
    types: receiptTypes,
    primaryType: 'Receipt',
    message: receiptForChain(receipt),
  } as const;
}

/**
 * The provider's promise to run an order until `validUntil` (block time, seconds).
 * @example await signQuote(operator, { jobId, validUntil }, { chainId: 31337, jobs })
 */
export function signQuote(
  signer: Signer,
  quote: { jobId: Bytes32; validUntil: number },
  deployment: JobsDeployment,
): Promise<Hex> {
  return signer.signTypedData(quoteTypedData(quote, deployment));
}

/** The operator's receipt, which anyone may submit with `Jobs.settle`. */
export function signReceipt(
  signer: Signer,
  receipt: ReceiptFields,
  deployment: JobsDeployment,
): Promise<Hex> {
  return signer.signTypedData(receiptTypedData(receipt, deployment));
}

/** The operator's report that a run ended and waits for review. */
export function signReport(
  signer: Signer,
  report: { jobId: Bytes32; computeSeconds: number },
  deployment: JobsDeployment,
): Promise<Hex> {
  return signer.signTypedData(reportTypedData(report, deployment));
}

/** The buyer's order, for `Jobs.orderBySig`. */
export function signOrder(signer: Signer, order: Order, deployment: JobsDeployment): Promise<Hex> {
  return signer.signTypedData(forViem(orderTypedData(order, deployment)));
}

/** Consent to cancel, by buyer or operator. */
export function signCancel(signer: Signer, jobId: Bytes32, deployment: JobsDeployment): Promise<Hex> {
  return signer.signTypedData(cancelTypedData({ jobId }, deployment));
}

/** Authenticates one HTTP request; see `@atoll/schemas/signed-request`. */
export function signRequest(signer: Signer, message: SignedRequestMessage, chainId: number): Promise<Hex> {
  return signer.signTypedData(forViem(signedRequestTypedData({ chainId, message })));
}
