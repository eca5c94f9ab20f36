import { type Change, changeKinds } from '@atoll/schemas/change';
import { changeEvents } from '@atoll/schemas/change-events';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { EventName, PlacedEvent } from '../decode/market-event.ts';
import { parameterOf } from '../project/parameter-of.ts';

type EventKind = keyof typeof changeEvents;

const kinds = new Map<EventName, EventKind>();
for (const kind of changeKinds) {
  if (kind === 'document' || kind === 'reorg') continue;
  for (const name of changeEvents[kind]) kinds.set(name, kind);
}

/** What an event is about; undefined where it is no news, for another event of the same transaction says it or nobody needs it. */
export const kindOfEvent = (name: EventName): EventKind | undefined => kinds.get(name);

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

/** ERC-20s that something is paid or priced in, and those that are what the event is about. */
function tokensOf(event: PlacedEvent): Address[] {
  const found: Address[] = [];
  if ('token' in event) found.push(event.token);
  if (event.name === 'jobs.JobOrdered') found.push(event.order.token);
  if ('terms' in event && 'token' in event.terms) found.push(event.terms.token);
  if ('details' in event) found.push(event.details.token);
  if (event.name.startsWith('shareToken.') || event.name.startsWith('token.')) found.push(event.emitter);
  return [...new Set(found)].filter(isAddress).sort();
}

const missing = (event: PlacedEvent, field: string): never => {
  throw new TypeError(`${event.name} has no ${field}`);
};
const jobOf = (event: PlacedEvent): Bytes32 => ('jobId' in event ? event.jobId : missing(event, 'jobId'));
const text = (value: bigint | number | undefined) => (value === undefined ? undefined : String(value));
/** A field where it is known. Guarantee: the one key of the object is the name given, which its type says. */
const given = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);

/** The name of an event, among those of its kind. */
function nameIn<Name extends string>(names: readonly Name[], event: PlacedEvent): Name {
  return names.find((name) => name === event.name) ?? missing(event, 'kind');
}

const isOfTimelock = (event: PlacedEvent) =>
  event.name === 'timelock.CallScheduled' ||
  event.name === 'timelock.CallExecuted' ||
  event.name === 'timelock.Cancelled';

/** Most passes that one change tells of. A batch may move thousands, and what waits for a listener is bounded. */
const passesAtOnce = 100;

/**
 * What an event means for those who listen, from the event alone: parties that only the mirror knows are added when it is written down.
 *
 * @returns nothing for events that are no news; more than one for a large batch
 */
export function changesOfEvent(event: PlacedEvent, blockHash: Bytes32): Change[] {
  if (event.name !== 'accessPass.TransferBatch') return [changeOfEvent(event, blockHash) ?? []].flat();
  const { ids, values } = event;
  return Array.from({ length: Math.ceil(ids.length / passesAtOnce) }, (_, at) => {
    const part = [at * passesAtOnce, (at + 1) * passesAtOnce] as const;
    const some = { ...event, ids: ids.slice(...part), values: values.slice(...part) };
    return changeOfEvent(some, blockHash) ?? [];
  }).flat();
}

/** Where in the chain an event stands, and whom it concerns. */
const placeOf = (event: PlacedEvent, blockHash: Bytes32) => ({
  block: { number: event.blockNumber, hash: blockHash, time: event.blockTimestamp },
  transaction: event.transactionHash,
  logIndex: event.logIndex,
  assets: assetsOf(event),
  accounts: accountsOf(event),
  tokens: tokensOf(event),
  ...('provider' in event ? { provider: event.provider } : {}),
});

function changeOfEvent(event: PlacedEvent, blockHash: Bytes32): Change | undefined {
  const kind = kindOfEvent(event.name);
  if (kind === undefined) return undefined;
  const placed = placeOf(event, blockHash);
  const told = <Kind extends EventKind, Name extends string>(of: Kind, names: readonly Name[]) => ({
    kind: of,
    event: nameIn(names, event),
    ...placed,
  });
  const { provider } = placed;
  const [assetId] = placed.assets;
  const ofJob = 'jobId' in event ? { jobId: event.jobId } : {};
  switch (kind) {
    case 'asset':
      return {
        ...told(kind, changeEvents.asset),
        assetId: assetId ?? missing(event, 'asset'),
        ...ofJob,
      };
    case 'approval':
      return {
        ...told(kind, changeEvents.approval),
        assetId: assetId ?? missing(event, 'asset'),
        ...('algorithmDigest' in event ? { algorithmDigest: event.algorithmDigest } : {}),
        ...('publisher' in event ? { publisher: event.publisher } : {}),
      };
    case 'pass': {
      const passes =
        'ids' in event ? event.ids : event.name === 'accessPass.TransferSingle' ? [event.id] : undefined;
      return {
        ...told(kind, changeEvents.pass),
        ...given('assetId', assetId),
        ...given('passes', passes?.map(String)),
      };
    }
    case 'provider':
      return {
        ...told(kind, changeEvents.provider),
        provider: provider ?? missing(event, 'provider'),
        ...('environment' in event ? { environment: event.environment } : {}),
        ...ofJob,
      };
    case 'job':
      return { ...told(kind, changeEvents.job), jobId: jobOf(event) };
    case 'dispute':
      return { ...told(kind, changeEvents.dispute), jobId: jobOf(event) };
    case 'rating':
      return { ...told(kind, changeEvents.rating), jobId: jobOf(event) };
    case 'balance':
      return {
        ...told(kind, changeEvents.balance),
        token: 'token' in event ? event.token : missing(event, 'token'),
      };
    case 'shares': {
      const namesShares =
        event.name === 'revenueShares.SharesCreated' || event.name === 'revenueShares.SharesReleased';
      return {
        ...told(kind, changeEvents.shares),
        shareToken: namesShares ? event.token : event.emitter,
        ...given('assetId', assetId),
        ...given('paymentToken', !namesShares && 'token' in event ? event.token : undefined),
      };
    }
    case 'channel':
      return {
        ...told(kind, changeEvents.channel),
        channelId: 'channelId' in event ? event.channelId : missing(event, 'channelId'),
      };
    case 'bounty':
      return {
        ...told(kind, changeEvents.bounty),
        bountyId: 'bountyId' in event ? event.bountyId : missing(event, 'bountyId'),
        ...('submission' in event ? { submission: event.submission } : {}),
      };
    case 'reward':
      return {
        ...told(kind, changeEvents.reward),
        ...given('epoch', 'epoch' in event ? text(event.epoch) : undefined),
      };
    case 'governance':
      return {
        ...told(kind, changeEvents.governance),
        ...given('operation', isOfTimelock(event) ? event.id : undefined),
        ...given('parameter', parameterOf(event)),
        ...given('proposalId', 'proposalId' in event ? text(event.proposalId) : undefined),
      };
    case 'act':
      return {
        ...told(kind, changeEvents.act),
        digest: 'digest' in event ? event.digest : missing(event, 'digest'),
      };
  }
}
