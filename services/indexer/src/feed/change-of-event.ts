import type { Change } from '@atoll/schemas/change';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { EventName, PlacedEvent } from '../decode/market-event.ts';

/** What a contract's events are about, but for those named below. */
const kinds = {
  accessPass: 'pass',
  assetRegistry: 'asset',
  bounties: 'bounty',
  channels: 'channel',
  disputes: 'dispute',
  governor: 'governance',
  jobs: 'job',
  providerRegistry: 'provider',
  ratings: 'rating',
  relay: 'act',
  revenueShares: 'shares',
  rewards: 'reward',
  shareToken: 'shares',
  timelock: 'governance',
  token: 'governance',
} as const;
type EventKind = Exclude<Change['kind'], 'document' | 'reorg'>;

/** Undefined: no news, for another event of the same transaction says it or nobody needs it. */
const exceptions: Partial<Record<EventName, EventKind | undefined>> = {
  'accessPass.ApprovalForAll': undefined,
  'accessPass.URI': undefined,
  'assetRegistry.AlgorithmApproved': 'approval',
  'assetRegistry.AlgorithmRevoked': 'approval',
  'assetRegistry.Approval': undefined,
  'assetRegistry.ApprovalForAll': undefined,
  'assetRegistry.MetadataUpdate': undefined,
  'assetRegistry.PublisherApproved': 'approval',
  'assetRegistry.PublisherRevoked': 'approval',
  'channels.EIP712DomainChanged': undefined,
  'disputes.DisputeTermsChanged': 'governance',
  'disputes.OwnershipTransferStarted': 'governance',
  'disputes.OwnershipTransferred': 'governance',
  'governor.EIP712DomainChanged': undefined,
  'jobs.CreditTransferred': 'balance',
  'jobs.Deposited': 'balance',
  'jobs.EIP712DomainChanged': undefined,
  'jobs.ExpiryTermsChanged': 'governance',
  'jobs.FeeRateChanged': 'governance',
  'jobs.OwnershipTransferStarted': 'governance',
  'jobs.OwnershipTransferred': 'governance',
  'jobs.TokenAcceptanceChanged': 'governance',
  'jobs.TreasuryChanged': 'governance',
  'jobs.Withdrawn': 'balance',
  'providerRegistry.CurveChanged': 'governance',
  'providerRegistry.OwnershipTransferStarted': 'governance',
  'providerRegistry.OwnershipTransferred': 'governance',
  'relay.EIP712DomainChanged': undefined,
  'rewards.GuardianChanged': 'governance',
  'rewards.OwnershipTransferStarted': 'governance',
  'rewards.OwnershipTransferred': 'governance',
  'rewards.PublisherChanged': 'governance',
  'shareToken.Approval': undefined,
  'shareToken.TokenAdded': undefined,
  'timelock.CallSalt': undefined,
  'token.Approval': undefined,
  'token.EIP712DomainChanged': undefined,
};

export function kindOfEvent(name: EventName): EventKind | undefined {
  if (name in exceptions) return exceptions[name];
  const [contract = ''] = name.split('.');
  // Object.entries loses the key's type; the table above is the only source of it.
  return Object.entries(kinds).find(([each]) => each === contract)?.[1];
}

/** Fields of events that hold somebody's account. */
const accountFields = new Set([
  'account',
  'arbiter',
  'beneficiary',
  'buyer',
  'by',
  'caller',
  'delegate',
  'delegator',
  'from',
  'fromDelegate',
  'funder',
  'guardian',
  'heir',
  'holder',
  'judge',
  'newOwner',
  'operator',
  'owner',
  'payee',
  'payer',
  'payout',
  'previousOwner',
  'proposer',
  'provider',
  'publisher',
  'relayer',
  'signer',
  'submitter',
  'to',
  'toDelegate',
  'treasury',
  'voter',
]);
const noAccount = `0x${'0'.repeat(40)}`;

const isAddress = (value: unknown): value is Address =>
  typeof value === 'string' && value.length === 42 && value !== noAccount;

function accountsOf(event: PlacedEvent): Address[] {
  const found = Object.entries(event).flatMap(([field, value]: [string, unknown]) =>
    accountFields.has(field) && isAddress(value) ? [value] : [],
  );
  if (event.name === 'jobs.JobOrdered') {
    const { datasets, algorithm, payout } = event.order;
    found.push(payout, ...[...datasets, algorithm].map(({ payee }) => payee));
  }
  if (event.name === 'jobs.JobSettled' || event.name === 'jobs.JobEnded')
    found.push(...event.payments.flatMap(({ account, amount }) => (amount > 0n ? [account] : [])));
  return [...new Set(found)].filter(isAddress).sort();
}

function assetsOf(event: PlacedEvent): string[] {
  const found: bigint[] = [];
  if ('assetId' in event) found.push(event.assetId);
  if ('datasetId' in event) found.push(event.datasetId);
  if ('tokenId' in event) found.push(event.tokenId);
  if ('parentId' in event) found.push(event.parentId);
  if (event.name === 'jobs.JobOrdered') {
    found.push(...event.order.datasets.map(({ assetId }) => assetId), event.order.algorithm.assetId);
  }
  return [...new Set(found.map(String))];
}

const missing = (event: PlacedEvent, field: string): never => {
  throw new TypeError(`${event.name} has no ${field}`);
};
const jobOf = (event: PlacedEvent): Bytes32 => ('jobId' in event ? event.jobId : missing(event, 'jobId'));
const text = (value: bigint | number | undefined) => (value === undefined ? undefined : String(value));
/** A field where it is known. Guarantee: the one key of the object is the name given, which its type says. */
const given = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);

/**
 * What an event means for those who listen, from the event alone: parties that only the mirror knows are added when it is written down.
 *
 * @returns undefined for events that are no news
 */
export function changeOfEvent(event: PlacedEvent, blockHash: Bytes32): Change | undefined {
  const kind = kindOfEvent(event.name);
  if (kind === undefined) return undefined;
  const assets = assetsOf(event);
  const provider = 'provider' in event ? event.provider : undefined;
  const placed = {
    event: event.name,
    block: { number: event.blockNumber, hash: blockHash, time: event.blockTimestamp },
    transaction: event.transactionHash,
    logIndex: event.logIndex,
    assets,
    accounts: accountsOf(event),
    ...given('provider', provider),
  };
  const assetId = assets[0];
  const ofJob = 'jobId' in event ? { jobId: event.jobId } : {};
  switch (kind) {
    case 'asset':
      return { kind, ...placed, assetId: assetId ?? missing(event, 'asset'), ...ofJob };
    case 'approval':
      return {
        kind,
        ...placed,
        assetId: assetId ?? missing(event, 'asset'),
        ...('algorithmDigest' in event ? { algorithmDigest: event.algorithmDigest } : {}),
        ...('publisher' in event ? { publisher: event.publisher } : {}),
      };
    case 'pass': {
      const passes =
        'ids' in event ? event.ids : event.name === 'accessPass.TransferSingle' ? [event.id] : undefined;
      return { kind, ...placed, ...given('assetId', assetId), ...given('passes', passes?.map(String)) };
    }
    case 'provider':
      return {
        kind,
        ...placed,
        provider: provider ?? missing(event, 'provider'),
        ...('environment' in event ? { environment: event.environment } : {}),
        ...ofJob,
      };
    case 'job':
    case 'dispute':
    case 'rating':
      return { kind, ...placed, jobId: jobOf(event) };
    case 'balance':
      return { kind, ...placed, token: 'token' in event ? event.token : missing(event, 'token') };
    case 'shares': {
      const told =
        event.name === 'revenueShares.SharesCreated' || event.name === 'revenueShares.SharesReleased';
      return {
        kind,
        ...placed,
        shareToken: told ? event.token : event.emitter,
        ...given('assetId', assetId),
      };
    }
    case 'channel':
      return {
        kind,
        ...placed,
        channelId: 'channelId' in event ? event.channelId : missing(event, 'channelId'),
      };
    case 'bounty':
      return {
        kind,
        ...placed,
        bountyId: 'bountyId' in event ? event.bountyId : missing(event, 'bountyId'),
        ...('submission' in event ? { submission: event.submission } : {}),
      };
    case 'reward':
      return { kind, ...placed, ...given('epoch', 'epoch' in event ? text(event.epoch) : undefined) };
    case 'governance':
      return {
        kind,
        ...placed,
        ...given('proposalId', 'proposalId' in event ? text(event.proposalId) : undefined),
      };
    case 'act':
      return { kind, ...placed, digest: 'digest' in event ? event.digest : missing(event, 'digest') };
  }
}
