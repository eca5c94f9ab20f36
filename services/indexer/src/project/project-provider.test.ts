import { expect, test } from 'vitest';
import { collateralAfter } from './project-provider.ts';

const placed = {
  blockNumber: 1,
  logIndex: 0,
  blockTimestamp: 1,
  transactionHash: '0x00',
  provider: '0x01',
  token: '0x02',
} as const;

test.each([
  ['CollateralDeposited', 5n, { bonded: 15n, unbonding: 4n }],
  ['CollateralUnbonding', 3n, { bonded: 7n, unbonding: 7n }],
  ['CollateralWithdrawn', 4n, { bonded: 10n, unbonding: 0n }],
  ['CollateralSlashed', 6n, { bonded: 4n, unbonding: 4n }],
  ['CollateralSlashed', 13n, { bonded: 0n, unbonding: 1n }],
] as const)('%s of %i moves collateral as the contract does', (name, amount, after) => {
  expect(collateralAfter({ bonded: 10n, unbonding: 4n }, { ...placed, name, amount })).toEqual(after);
});
