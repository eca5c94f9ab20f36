import { expect, test } from 'vitest';
import { collateralAfter, type CollateralMove } from './collateral-after.ts';

const before = { bonded: 100n, unbonding: 50n, frozen: 30n, slashed: 5n };

test.each<[CollateralMove, boolean, typeof before]>([
  ['deposited', false, { bonded: 220n, unbonding: 50n, frozen: 30n, slashed: 5n }],
  ['frozen', false, { bonded: 0n, unbonding: 30n, frozen: 150n, slashed: 5n }],
  ['slashed', false, { bonded: 0n, unbonding: 30n, frozen: 30n, slashed: 125n }],
  ['slashed', true, { bonded: 100n, unbonding: 50n, frozen: -90n, slashed: 125n }],
])('120 %s (by a ruling: %s) leave %o', (move, ruled, after) => {
  expect(collateralAfter(before, move, 120n, ruled)).toEqual(after);
});
