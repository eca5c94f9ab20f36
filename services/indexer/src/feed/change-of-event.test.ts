import { RawLog } from '@atoll/chain/raw-log';
import { Change } from '@atoll/schemas/change';
import { changeEvents } from '@atoll/schemas/change-events';
import { zeroHash } from 'viem';
import { expect, test } from 'vitest';
import type { EventDecoders } from '../decode/event-decoders.ts';
import { accessPassDecoders } from '../decode/generated/accessPass.ts';
import { assetRegistryDecoders } from '../decode/generated/assetRegistry.ts';
import { bountiesDecoders } from '../decode/generated/bounties.ts';
import { channelsDecoders } from '../decode/generated/channels.ts';
import { disputesDecoders } from '../decode/generated/disputes.ts';
import { governorDecoders } from '../decode/generated/governor.ts';
import { jobsDecoders } from '../decode/generated/jobs.ts';
import { providerRegistryDecoders } from '../decode/generated/providerRegistry.ts';
import { ratingsDecoders } from '../decode/generated/ratings.ts';
import { relayDecoders } from '../decode/generated/relay.ts';
import { revenueSharesDecoders } from '../decode/generated/revenueShares.ts';
import { rewardsDecoders } from '../decode/generated/rewards.ts';
import { shareTokenDecoders } from '../decode/generated/shareToken.ts';
import { timelockDecoders } from '../decode/generated/timelock.ts';
import { tokenDecoders } from '../decode/generated/token.ts';
import type { MarketEvent, PlacedEvent } from '../decode/market-event.ts';
import { account, bytes32 } from '../testing/chain-tables.ts';
import { changesOfEvent, kindOfEvent } from './change-of-event.ts';

const placed = {
  emitter: account('e'),
  blockNumber: 5,
  logIndex: 2,
  blockTimestamp: 1_700_000_000,
  transactionHash: bytes32('c'),
};
const decoders: readonly EventDecoders<MarketEvent>[] = [
  accessPassDecoders,
  assetRegistryDecoders,
  bountiesDecoders,
  channelsDecoders,
  disputesDecoders,
  governorDecoders,
  jobsDecoders,
  providerRegistryDecoders,
  ratingsDecoders,
  relayDecoders,
  revenueSharesDecoders,
  rewardsDecoders,
  shareTokenDecoders,
  timelockDecoders,
  tokenDecoders,
];
const nothing = RawLog.saying([zeroHash, zeroHash, zeroHash, zeroHash], `0x${'0'.repeat(64 * 64)}`);
/** Every event there is, all of its fields zero. */
const everyEvent: PlacedEvent[] = decoders.flatMap((each) =>
  Object.values(each).map(({ decode }) => ({
    ...decode(nothing),
    ...placed,
  })),
);

const changeOfEvent = (event: PlacedEvent) => {
  const [change, ...more] = changesOfEvent(event, bytes32('b'));
  expect(more).toEqual([]);
  return change;
};
const allowance = 'who may move something: nothing has moved';
const domain = 'never told by contracts that cannot be upgraded';

/** Events that are told to nobody, and why. */
const silent: Partial<Record<PlacedEvent['name'], string>> = {
  'accessPass.ApprovalForAll': allowance,
  'accessPass.URI': 'the asset’s own event says it',
  'assetRegistry.Approval': allowance,
  'assetRegistry.ApprovalForAll': allowance,
  'assetRegistry.MetadataUpdate': 'AssetVersioned of the same transaction says it',
  'channels.EIP712DomainChanged': domain,
  'governor.EIP712DomainChanged': domain,
  'jobs.EIP712DomainChanged': domain,
  'relay.EIP712DomainChanged': domain,
  'shareToken.Approval': allowance,
  'timelock.CallSalt': 'CallScheduled of the same transaction says it',
  'token.Approval': allowance,
  'token.EIP712DomainChanged': domain,
};

test('every event of the market is told as a change of its kind, but for those that are no news', () => {
  expect(everyEvent.length).toBeGreaterThan(100);
  for (const event of everyEvent) {
    // The batch of nothing that a decoder reads from zeros tells nothing.
    const ids = event.name === 'accessPass.TransferBatch' ? { ids: [1n], values: [1n] } : {};
    const change = changeOfEvent({ ...event, ...ids });
    expect([event.name, change === undefined]).toEqual([event.name, event.name in silent]);
    expect(change?.kind).toBe(kindOfEvent(event.name));
    if (change !== undefined) expect(Change.parse(change)).toEqual(change);
  }
  expect(Object.values(changeEvents).flat().toSorted()).toEqual(
    everyEvent
      .map(({ name }) => name)
      .filter((name) => !(name in silent))
      .toSorted(),
  );
});

const eventNamed = (name: PlacedEvent['name']): PlacedEvent => {
  const event = everyEvent.find((each) => each.name === name);
  if (event === undefined) throw new TypeError(`no event ${name}`);
  return event;
};

test('a batch of many passes is told in parts, each pass once', () => {
  const ids = Array.from({ length: 250 }, (_, id) => BigInt(id));
  const by = { operator: account('1'), from: account('1'), to: account('2') };
  const event: PlacedEvent = { ...placed, name: 'accessPass.TransferBatch', ...by, ids, values: ids };
  const changes = changesOfEvent(event, bytes32('b'));
  expect(changes).toHaveLength(3);
  expect(changes.flatMap((change) => (change.kind === 'pass' ? (change.passes ?? []) : []))).toEqual(
    ids.map(String),
  );
});

test('a token that shares take income in from now on is told', () => {
  expect(changeOfEvent({ ...placed, name: 'shareToken.TokenAdded', token: account('7') })).toMatchObject({
    kind: 'shares',
    shareToken: account('e'),
    paymentToken: account('7'),
  });
});

test('governance tells which operation moved on and which parameter was set', () => {
  for (const name of ['timelock.CallScheduled', 'timelock.CallExecuted', 'timelock.Cancelled'] as const)
    expect(changeOfEvent(eventNamed(name))).toMatchObject({ kind: 'governance', operation: zeroHash });
  expect(
    changeOfEvent({ ...placed, name: 'jobs.TokenAcceptanceChanged', token: account('7'), accepted: true }),
  ).toMatchObject({ parameter: { contract: 'jobs', name: 'accepted', subject: account('7') } });
  const moved = {
    ...placed,
    name: 'token.Transfer',
    from: account('1'),
    to: account('2'),
    value: 1n,
  } as const;
  expect(changeOfEvent(moved)).not.toHaveProperty('parameter');
});

test('an order concerns its buyer, its provider, everyone who is paid and every asset in it', () => {
  const leg = (assetId: bigint, payee: string) => ({
    assetId,
    metadataDigest: bytes32('1'),
    payee: account(payee),
    price: 1n,
    series: 0,
  });
  const event: PlacedEvent = {
    name: 'jobs.JobOrdered',
    jobId: bytes32('d'),
    buyer: account('a'),
    provider: account('b'),
    maximum: 9n,
    order: {
      buyer: account('a'),
      provider: account('b'),
      payout: account('c'),
      token: account('9'),
      environment: bytes32('2'),
      datasets: [leg(1n, '1'), leg(2n, '2')],
      algorithm: leg(3n, '1'),
      parametersDigest: bytes32('3'),
      recipient: bytes32('4'),
      pricePerSecond: 1n,
      maxSeconds: 1,
      failureCap: 1n,
      relayFee: 0n,
      feeRate: 1,
      runBy: 1,
      reviewBy: 1,
      settleBy: 1,
      salt: bytes32('5'),
    },
    ...placed,
  };
  expect(changeOfEvent(event)).toEqual({
    kind: 'job',
    event: 'jobs.JobOrdered',
    jobId: bytes32('d'),
    block: { number: 5, hash: bytes32('b'), time: 1_700_000_000 },
    transaction: bytes32('c'),
    logIndex: 2,
    assets: ['1', '2', '3'],
    accounts: ['1', '2', 'a', 'b', 'c'].map(account),
    tokens: [account('9')],
    provider: account('b'),
  });
});

test.each(['jobs.JobSettled', 'jobs.JobEnded'] as const)('%s concerns everyone who is paid', (name) => {
  const [event] = everyEvent.filter((each) => each.name === name);
  const payments = [
    { role: 'data', account: account('1'), amount: 7n },
    { role: 'data', account: account('2'), amount: 0n },
    { role: 'algorithm', account: account('3'), amount: 1n },
    { role: 'compute', account: account('4'), amount: 1n },
    { role: 'fee', account: account('5'), amount: 1n },
  ] as const;
  if (event === undefined || !('payments' in event)) throw new TypeError('no payments');
  expect(changeOfEvent({ ...event, payments })).toMatchObject({
    accounts: ['1', '3', '4', '5'].map(account),
  });
});

test.each([
  ['what is paid in', { name: 'jobs.TokenAcceptanceChanged', token: account('7'), accepted: true }, ['7']],
  ['what passes cost', { ...eventNamed('accessPass.SeriesOpened'), details: { token: account('7') } }, ['7']],
  [
    'what an environment takes',
    { ...eventNamed('providerRegistry.EnvironmentSet'), details: { token: account('7') } },
    ['7'],
  ],
  [
    'what an asset costs',
    { ...eventNamed('assetRegistry.TermsChanged'), terms: { token: account('7') } },
    ['7'],
  ],
  [
    'shares and what they earn',
    { name: 'shareToken.DividendClaimed', account: account('1'), token: account('7'), amount: 1n },
    ['7', 'e'],
  ],
  [
    'the governance token',
    { name: 'token.Transfer', from: account('1'), to: account('2'), value: 1n },
    ['e'],
  ],
])('a change names %s among its tokens', (_what, event, tokens) => {
  expect(changeOfEvent({ ...event, ...placed } as PlacedEvent)).toMatchObject({
    tokens: tokens.map(account),
  });
});

test('a dispute concerns its arbiter', () => {
  const event: PlacedEvent = {
    name: 'disputes.DisputeOpened',
    jobId: bytes32('d'),
    buyer: account('a'),
    provider: account('b'),
    token: account('9'),
    bond: 1n,
    frozen: 1n,
    arbiter: account('8'),
    ruleBy: 1,
    evidence: bytes32('1'),
    ...placed,
  };
  expect(changeOfEvent(event)).toMatchObject({ accounts: ['8', 'a', 'b'].map(account) });
});
