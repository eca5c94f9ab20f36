/** EIP-712 types that the contracts verify; names and order of fields are those of `types/Order.sol`. */
const leg = [
  { name: 'assetId', type: 'uint256' },
  { name: 'metadataDigest', type: 'bytes32' },
  { name: 'payee', type: 'address' },
  { name: 'price', type: 'uint96' },
  { name: 'series', type: 'uint32' },
] as const;

export const orderTypes = {
  Leg: leg,
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
} as const;

export const quoteTypes = {
  Quote: [
    { name: 'jobId', type: 'bytes32' },
    { name: 'validUntil', type: 'uint40' },
  ],
} as const;

export const reportTypes = {
  Report: [
    { name: 'jobId', type: 'bytes32' },
    { name: 'computeSeconds', type: 'uint32' },
  ],
} as const;

/** What a buyer signs under the data-use agreement of a dataset; `text` is the sha-256 of its text. */
export const dataUseAgreementTypes = {
  DataUseAgreement: [
    { name: 'buyer', type: 'address' },
    { name: 'datasetId', type: 'uint256' },
    { name: 'text', type: 'bytes32' },
    { name: 'signedAt', type: 'uint256' },
  ],
} as const;

export const cancelTypes = { Cancel: [{ name: 'jobId', type: 'bytes32' }] } as const;

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

/** The EIP-712 domain of a deployment of `Jobs`. */
export function jobsDomain(chainId: number, jobs: `0x${string}`) {
  return { name: 'Atoll Jobs', version: '1', chainId, verifyingContract: jobs } as const;
}

/** What an account signs for `Relay.execute`; see `interfaces/IRelay.sol`. */
export const actTypes = {
  Call: [
    { name: 'target', type: 'address' },
    { name: 'data', type: 'bytes' },
  ],
  Act: [
    { name: 'account', type: 'address' },
    { name: 'calls', type: 'Call[]' },
    { name: 'feeToken', type: 'address' },
    { name: 'fee', type: 'uint96' },
    { name: 'deadline', type: 'uint40' },
    { name: 'salt', type: 'bytes32' },
  ],
} as const;

/** The EIP-712 domain of a deployment of `Relay`. */
export function relayDomain(chainId: number, relay: `0x${string}`) {
  return { name: 'Atoll Relay', version: '1', chainId, verifyingContract: relay } as const;
}

/** What the payer of a channel signs for `Channels.redeem`: all that the payee has earned in it so far. */
export const voucherTypes = {
  Voucher: [
    { name: 'channelId', type: 'bytes32' },
    { name: 'cumulative', type: 'uint128' },
  ],
} as const;

/** The EIP-712 domain of a deployment of `Channels`. */
export function channelsDomain(chainId: number, channels: `0x${string}`) {
  return { name: 'Atoll Channels', version: '1', chainId, verifyingContract: channels } as const;
}
