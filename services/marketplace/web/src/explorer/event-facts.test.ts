import { expect, test } from 'vitest';
import { factsOf, type Log, titleOf } from './event-facts.ts';

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

test('an order names its parties and its amount in the order’s token', () => {
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
    { kind: 'amount', name: 'maximum', amount: '15580000', token: account('d') },
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
