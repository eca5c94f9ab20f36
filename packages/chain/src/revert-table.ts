import type { RevertName } from './revert-abi.ts';
import { borrowedErrors } from './revert-borrowed.ts';
import { bountyErrors } from './revert-bounties.ts';
import { channelErrors } from './revert-channels.ts';
import { disputeErrors } from './revert-disputes.ts';
import { lineageErrors } from './revert-lineage.ts';
import { passErrors } from './revert-passes.ts';
import { rewardErrors } from './revert-rewards.ts';
import { governanceErrors } from './revert-governance.ts';
import { meaning, type RevertMeaning } from './revert-meaning.ts';
import { relayErrors } from './revert-relay.ts';
import { shareErrors } from './revert-shares.ts';

const askAgain = 'ask the provider for a new quote and order that one';
const internalCall = 'this function is called by the market itself; use the verbs of the SDK';

const assetErrors = {
  AssetUnknown: meaning(
    'asset_unknown',
    (a) => `there is no asset ${a['assetId']} in this registry`,
    'check the asset id and the chain',
  ),
  NotAssetOwner: meaning(
    'not_allowed',
    (a) => `${a['caller']} does not own asset ${a['assetId']}`,
    'sign with the account that owns the asset',
  ),
  // AssetNotActive is split by its state in explainRevert
  AssetNotActive: meaning(
    'asset_paused',
    (a) => `asset ${a['assetId']} cannot be ordered now`,
    'wait until its owner activates it',
  ),
  AssetAlreadyRetired: meaning(
    'asset_retired',
    (a) => `asset ${a['assetId']} is retired for good`,
    'publish a new asset',
  ),
  WrongKind: meaning(
    'invalid_order',
    (a) => `asset ${a['assetId']} is not of the kind that is needed here`,
    'name datasets as datasets and an algorithm as the algorithm',
  ),
  StaleVersion: meaning(
    'stale_version',
    (a) => `asset ${a['assetId']} is at ${a['current']}, not at ${a['ordered']}`,
    'read the current version of the asset, then ask for a new quote',
  ),
  TermsMismatch: meaning(
    'stale_version',
    (a) => `the terms of asset ${a['assetId']} have changed since the quote`,
    askAgain,
  ),
  ProviderNotAllowed: meaning(
    'not_allowed',
    (a) => `asset ${a['assetId']} may not run at provider ${a['provider']}`,
    'choose the provider that the terms of the asset name',
  ),
  TokenNotAccepted: meaning(
    'invalid_order',
    (a) => `token ${a['token']} is not accepted for payment`,
    'use a token of the governed list',
  ),
  InvalidTerms: meaning(
    'malformed_request',
    (a) => `the terms are not valid: ${a['what']}`,
    'correct the named term',
  ),
  CommitmentFixed: meaning(
    'conflict',
    (a) => `version ${a['metadataDigest']} of asset ${a['assetId']} commits to other data`,
    'describe other data in another document',
  ),
  CommitmentRequired: meaning(
    'malformed_request',
    () => 'a dataset needs a commitment',
    'register the files at the provider and publish with the commitment of their snapshot',
  ),
  MetadataDigestRequired: meaning(
    'malformed_request',
    () => 'an asset needs a metadata document',
    'pin the document and publish its digest',
  ),
  VersionConflict: meaning(
    'stale_version',
    (a) => `asset ${a['assetId']} is at version ${a['current']}, not at ${a['from']}`,
    'read the asset again and apply the edit to its current version',
  ),
  ReviewWindowTooShort: meaning(
    'invalid_order',
    (a) =>
      `asset ${a['assetId']} asks for ${a['reviewWindow']} s of review, the order leaves ${a['ordered']} s`,
    askAgain,
  ),
  AlgorithmNotApproved: meaning(
    'not_approved',
    (a) => `dataset ${a['datasetId']} has not approved algorithm ${a['algorithmDigest']}`,
    'ask the owner of the dataset to approve this exact version',
  ),
  ApprovalExpired: meaning(
    'approval_expired',
    (a) =>
      `the approval of dataset ${a['datasetId']} for ${a['algorithmDigest']} expired at ${a['expiredAt']}`,
    'ask the owner of the dataset to approve it again',
  ),
  ApprovalUsedUp: meaning(
    'not_approved',
    (a) => `the approval of dataset ${a['datasetId']} for ${a['algorithmDigest']} has no runs left`,
    'ask the owner of the dataset to approve more runs',
  ),
  InvalidApproval: meaning(
    'malformed_request',
    (a) => `the approval is not valid: ${a['what']}`,
    'correct the named field',
  ),
} satisfies Record<string, RevertMeaning>;

const providerErrors = {
  ProviderUnknown: meaning(
    'not_found',
    (a) => `${a['provider']} is not a registered provider`,
    'check the provider address and the chain',
  ),
  ProviderAlreadyRegistered: meaning(
    'conflict',
    (a) => `${a['provider']} is registered already`,
    'update the registration instead',
  ),
  EnvironmentUnknown: meaning(
    'environment_unknown',
    (a) => `provider ${a['provider']} does not rent environment ${a['environment']}`,
    "choose one of the provider's active environments",
  ),
  PriceAboveCeiling: meaning(
    'invalid_order',
    (a) => `the quote asks ${a['asked']} per second, at most ${a['ceiling']} is allowed`,
    askAgain,
  ),
  InsufficientCollateral: meaning(
    'insufficient_collateral',
    (a) =>
      `provider ${a['provider']} has ${a['available']} of collateral free, the order needs ${a['needed']}`,
    'order less, wait until earlier orders are closed, or choose another provider',
  ),
  PayoutMismatch: meaning(
    'invalid_order',
    (a) => `the order pays ${a['ordered']}, the provider is paid at ${a['current']}`,
    askAgain,
  ),
  StillUnbonding: meaning(
    'conflict',
    (a) => `the collateral is bound until ${a['availableAt']}`,
    'withdraw after that block time',
  ),
  InvalidProvider: meaning(
    'malformed_request',
    (a) => `the registration is not valid: ${a['what']}`,
    'correct the named field',
  ),
  InvalidEnvironment: meaning(
    'malformed_request',
    (a) => `the environment is not valid: ${a['what']}`,
    'correct the named field',
  ),
  ProviderDraining: meaning(
    'not_allowed',
    (a) => `provider ${a['provider']} is leaving and takes no new order`,
    'choose another provider; what it owes goes on',
  ),
  InsufficientFrozen: meaning(
    'conflict',
    (a) => `${a['frozen']} of provider ${a['provider']} is frozen, ${a['needed']} are needed`,
    'rule within what the dispute froze',
  ),
  OnlyDisputes: meaning('not_allowed', (a) => `${a['caller']} is not the Disputes contract`, internalCall),
  InvalidCurve: meaning(
    'malformed_request',
    () => 'the price curve is not valid',
    'kink between 0 and 100 %, multiples rising from 1 to at most 10',
  ),
  HeldTooLong: meaning(
    'invalid_order',
    (a) => `the order would hold collateral until ${a['heldUntil']}, which is too long`,
    'agree on earlier deadlines',
  ),
  OnlyJobs: meaning('not_allowed', (a) => `${a['caller']} is not the Jobs contract`, internalCall),
} satisfies Record<string, RevertMeaning>;

const jobErrors = {
  JobUnknown: meaning(
    'order_unknown',
    (a) => `there is no job ${a['jobId']} on this chain`,
    'check the job id and the chain',
  ),
  JobExists: meaning('conflict', (a) => `job ${a['jobId']} was ordered already`, 'watch it instead'),
  JobFinished: meaning(
    'conflict',
    (a) => `job ${a['jobId']} has ended already`,
    'read its settlement; a job is paid out once',
  ),
  NotBuyer: meaning(
    'not_allowed',
    (a) => `the order is ${a['buyer']}'s, ${a['caller']} sent it`,
    'send it as its buyer, or relay it with the signature of its buyer',
  ),
  InvalidOrder: meaning('invalid_order', (a) => `the order is not valid: ${a['what']}`, askAgain),
  QuoteExpired: meaning('quote_expired', (a) => `the quote was valid until ${a['validUntil']}`, askAgain),
  InvalidQuoteSignature: meaning(
    'invalid_signature',
    (a) => `the quote was signed by ${a['recovered']}, the operator is ${a['operator']}`,
    askAgain,
  ),
  InvalidReceiptSignature: meaning(
    'invalid_signature',
    (a) => `the receipt was signed by ${a['recovered']}, the operator is ${a['operator']}`,
    'have it signed by the operator of the provider as it is registered now',
  ),
  InvalidBuyerSignature: meaning(
    'invalid_signature',
    (a) => `the signature is not that of the buyer ${a['buyer']}`,
    'sign the order exactly as it was quoted, for this chain and this contract',
  ),
  TooManyDatasets: meaning(
    'invalid_order',
    (a) => `an order of ${a['count']} datasets is refused`,
    'order one to eight datasets',
  ),
  DatasetsNotAscending: meaning(
    'invalid_order',
    (a) => `the dataset at index ${a['index']} is out of order`,
    'sort the datasets by id and name each once',
  ),
  DeadlinePassed: meaning(
    'conflict',
    (a) => `the deadline ${a['deadline']} has passed`,
    'the order can only be expired now, which refunds it',
  ),
  DeadlineNotPassed: meaning(
    'conflict',
    (a) => `the deadline ${a['deadline']} has not passed yet`,
    'try again after that block time',
  ),
  ComputeSecondsTooHigh: meaning(
    'invalid_order',
    (a) => `the receipt claims ${a['claimed']} s, at most ${a['allowed']} s are allowed`,
    'sign a receipt for what was metered, within what was ordered',
  ),
  WrongOutcome: meaning(
    'conflict',
    (a) => `outcome ${a['outcome']} cannot be settled from where the job stands`,
    'sign a receipt with an outcome that fits the state of the job',
  ),
  WrongReceipt: meaning(
    'conflict',
    (a) => `the receipt is ${a['found']}, the settlement recorded ${a['expected']}`,
    'use the receipt that was settled',
  ),
  InvalidReceipt: meaning(
    'invalid_order',
    (a) => `the receipt is not valid: ${a['what']}`,
    'correct the named field and sign again',
  ),
  LengthMismatch: meaning(
    'malformed_request',
    () => 'the lists have different lengths',
    'give one receipt and one signature for each order',
  ),
  TransferShort: meaning(
    'insufficient_escrow',
    (a) => `token ${a['token']} delivered ${a['received']} of ${a['expected']}`,
    'tokens that take a fee from transfers cannot be used',
  ),
  FeeRateMismatch: meaning(
    'invalid_order',
    (a) => `the order has a fee rate of ${a['ordered']}, the market takes ${a['current']}`,
    askAgain,
  ),
  NothingToWithdraw: meaning(
    'conflict',
    () => 'there is nothing to withdraw',
    'read the balance of the account first',
  ),
  InvalidWithdrawal: meaning(
    'malformed_request',
    (a) => `nothing can be withdrawn to ${a['to']}`,
    'name an account that can hold the token',
  ),
  ParameterOutOfBounds: meaning(
    'malformed_request',
    (a) => `${a['what']} of ${a['value']} is out of bounds (${a['limit']})`,
    'propose a value within the bounds',
  ),
  InvalidAddress: meaning(
    'malformed_request',
    (a) => `the address of ${a['what']} is not valid`,
    'name a real account or contract',
  ),
} satisfies Record<string, RevertMeaning>;

/** Every custom error, on purpose: one that the ABIs gain breaks the build here until somebody has decided what it means. */
export const revertTable: Record<RevertName, RevertMeaning> & Readonly<Record<string, RevertMeaning>> = {
  ...assetErrors,
  ...providerErrors,
  ...jobErrors,
  ...relayErrors,
  ...channelErrors,
  ...disputeErrors,
  ...lineageErrors,
  ...bountyErrors,
  ...rewardErrors,
  ...passErrors,
  ...shareErrors,
  ...governanceErrors,
  ...borrowedErrors,
};
