import { expect, test } from 'vitest';
import { factsOf, type Log, titleOf } from './event-facts.ts';
import { type TokenSource, tokenSourceOf } from './event-token.ts';

const hash = (digit: string) => `0x${digit.repeat(64)}` as const;
const account = (digit: string) => `0x${digit.repeat(40)}` as const;

function log(event: string | undefined, values: Record<string, unknown>): Log {
  return {
    blockNumber: 1,
    logIndex: 0,
    blockHash: hash('1'),
    blockTimestamp: 1,
    transactionHash: hash('2'),
    transactionIndex: 0,
    address: account('3'),
    topics: [],
    data: '0x',
    ...(event === undefined ? {} : { event }),
    arguments: values,
  };
}

test('an order names its parties and its amount', () => {
  const facts = factsOf(
    log('jobs.JobOrdered', {
      jobId: hash('a'),
      buyer: account('b'),
      maximum: '15580000',
      order: { token: account('d'), pricePerSecond: '1' },
    }),
  );
  expect(facts).toEqual([
    { kind: 'job', name: 'order', id: hash('a') },
    { kind: 'account', name: 'buyer', id: account('b') },
    { kind: 'amount', name: 'maximum', amount: '15580000' },
  ]);
});

test('an asset that changed hands is one, and who published it came from nobody', () => {
  const facts = factsOf(
    log('assetRegistry.Transfer', { from: account('0'), to: account('b'), tokenId: '77' }),
  );
  expect(facts).toEqual([
    { kind: 'account', name: 'to', id: account('b') },
    { kind: 'asset', name: 'asset', id: '77' },
  ]);
});

test('an event that nobody decoded is shown as such', () => {
  expect(titleOf(log(undefined, {}))).toBe('Something that this page does not know');
  expect(titleOf(log('providerRegistry.CollateralSlashed', {}))).toBe('Collateral slashed');
});

test('amounts are in the token that the event names, or that its order, bounty, channel, epoch or series is in', () => {
  const sources: [string, Record<string, unknown>, TokenSource | undefined][] = [
    ['jobs.Deposited', { token: account('d'), amount: '1' }, { kind: 'token', token: account('d') }],
    [
      'jobs.JobOrdered',
      { jobId: hash('a'), order: { token: account('d') } },
      { kind: 'token', token: account('d') },
    ],
    ['relay.ActExecuted', { feeToken: account('d'), fee: '1' }, { kind: 'token', token: account('d') }],
    ['ratings.Rated', { jobId: hash('a'), paid: '1' }, { kind: 'job', id: hash('a') }],
    ['bounties.BountyFunded', { bountyId: hash('b'), amount: '1' }, { kind: 'bounty', id: hash('b') }],
    ['channels.VoucherRedeemed', { channelId: hash('c'), paid: '1' }, { kind: 'channel', id: hash('c') }],
    ['rewards.RewardClaimed', { epoch: '4', amount: '1' }, { kind: 'epoch', epoch: 4n }],
    [
      'accessPass.PassesSold',
      { assetId: '7', series: 2, paid: '1' },
      { kind: 'series', assetId: 7n, series: 2 },
    ],
    ['token.Transfer', { value: '1' }, { kind: 'token', token: account('3') }],
    ['timelock.CallExecuted', { value: '1' }, undefined],
  ];
  for (const [event, values, source] of sources) expect(tokenSourceOf(log(event, values))).toEqual(source);
});

test('passes that change hands are counted, not priced', () => {
  expect(factsOf(log('accessPass.TransferSingle', { value: '3' }))).toEqual([
    { kind: 'words', name: 'units', text: '3' },
  ]);
});
