import { type Address } from 'viem';

/**
 * EIP-712 domain of every signature that `Jobs` checks, bound to one chain and one contract.
 *
 * @example
 * const jobId = hashTypedData({ domain: jobsDomain(31337, jobs), types: orderTypes, primaryType: 'Order', message: order });
 */
export function jobsDomain(chainId: number, jobs: Address) {
  return { name: 'Atoll Jobs', version: '1', chainId, verifyingContract: jobs } as const;
}

/** The buyer signs an order; its digest is the job's id. */
export const orderTypes = {
  Order: [
    { name: 'buyer', type: 'address' },
    { name: 'provider', type: 'address' },
    { name: 'payout', type: 'address' },
    { name: 'token', type: 'address' },
    { name: 'environment', type: 'bytes32' },
    { name: 'datasets', type: 'Leg[]' },
    { name: 'algorithm', type: 'Leg' },
    { name: 'parametersDigest', type: 'bytes32' },
    { name: 'recipient', type: 'bytes32' },
    { name: 'pricePerSecond', type: 'uint96' },
    { name: 'maxSeconds', type: 'uint32' },
    { name: 'failureCap', type: 'uint96' },
    { name: 'relayFee', type: 'uint96' },
    { name: 'feeRate', type: 'uint16' },
    { name: 'runBy', type: 'uint40' },
    { name: 'reviewBy', type: 'uint40' },
    { name: 'settleBy', type: 'uint40' },
    { name: 'salt', type: 'bytes32' },
  ],
  Leg: [
    { name: 'assetId', type: 'uint256' },
    { name: 'metadataDigest', type: 'bytes32' },
    { name: 'payee', type: 'address' },
    { name: 'price', type: 'uint96' },
  ],
} as const;

/** The provider's operator signs a quote. */
export const quoteTypes = {
  Quote: [
    { name: 'jobId', type: 'bytes32' },
    { name: 'validUntil', type: 'uint40' },
  ],
} as const;

/** The provider's operator signs that a run ended and waits for review. */
export const reportTypes = {
  Report: [
    { name: 'jobId', type: 'bytes32' },
    { name: 'computeSeconds', type: 'uint32' },
  ],
} as const;

/** The provider's operator signs how a job ended. */
export const receiptTypes = {
  Receipt: [
    { name: 'jobId', type: 'bytes32' },
    { name: 'outcome', type: 'uint8' },
    { name: 'computeSeconds', type: 'uint32' },
    { name: 'resultDigest', type: 'bytes32' },
    { name: 'statementDigest', type: 'bytes32' },
    { name: 'outputsRoot', type: 'bytes32' },
  ],
} as const;

/** Buyer and operator both sign a cancellation. */
export const cancelTypes = { Cancel: [{ name: 'jobId', type: 'bytes32' }] } as const;
