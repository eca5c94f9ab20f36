import { expect, test } from 'vitest';
import { collateralAfter } from './project-provider.ts';

const before = { bonded: 10n, unbonding: 4n, frozen: 3n };

test.each([
  ['CollateralDeposited', 5n, { bonded: 15n, unbonding: 4n, frozen: 3n }],
  ['CollateralUnbonding', 3n, { bonded: 7n, unbonding: 7n, frozen: 3n }],
  ['CollateralWithdrawn', 4n, { bonded: 10n, unbonding: 0n, frozen: 3n }],
  ['CollateralSlashed', 6n, { bonded: 4n, unbonding: 4n, frozen: 3n }],
  ['CollateralSlashed', 13n, { bonded: 0n, unbonding: 1n, frozen: 3n }],
  ['CollateralFrozen', 13n, { bonded: 0n, unbonding: 1n, frozen: 16n }],
  ['CollateralUnfrozen', 2n, { bonded: 12n, unbonding: 4n, frozen: 1n }],
] as const)('%s of %i moves collateral as the contract does', (name, amount, after) => {
  expect(collateralAfter(before, { name, amount }, false)).toEqual(after);
});

test('a ruling takes what was frozen for it', () => {
  const ruling = { name: 'CollateralSlashed', amount: 2n } as const;
  expect(collateralAfter(before, ruling, true)).toEqual({ bonded: 10n, unbonding: 4n, frozen: 1n });
});
