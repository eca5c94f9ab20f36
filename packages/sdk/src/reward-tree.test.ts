import { Address, type Bytes32 } from '@atoll/schemas/ids';
import { concatHex, keccak256 } from 'viem';
import { expect, test } from 'vitest';
import { rewardLeaf, rewardTree } from './reward-tree.ts';

const entry = (index: number) => ({
  epoch: 3n,
  account: Address.parse(`0x${String(index).padStart(40, '0')}`),
  amount: BigInt(index) * 100n,
});
const entries = Array.from({ length: 7 }, (_, index) => entry(index + 1));

/** OpenZeppelin's MerkleProof. */
const climb = (leaf: Bytes32, proof: readonly Bytes32[]): Bytes32 =>
  proof.reduce((a, b) => keccak256(a < b ? concatHex([a, b]) : concatHex([b, a])), leaf);

test.each([1, 2, 3, 7])('of %i accounts each one proves its reward, and no other amount', (count) => {
  const some = entries.slice(0, count);
  const tree = rewardTree(some);
  expect(tree.total).toBe(some.reduce((sum, { amount }) => sum + amount, 0n));
  for (const each of some) {
    const proof = tree.proofOf(each.account) ?? [];
    expect(climb(rewardLeaf(each), proof)).toBe(tree.root);
    expect(climb(rewardLeaf({ ...each, amount: each.amount + 1n }), proof)).not.toBe(tree.root);
  }
});

test('the order of the entries makes no other tree, and who has no reward has no proof', () => {
  expect(rewardTree(entries.toReversed()).root).toBe(rewardTree(entries).root);
  expect(rewardTree(entries).proofOf(Address.parse(`0x${'9'.repeat(40)}`))).toBeUndefined();
});

test('an account that stands twice is refused: one of its rewards could never be claimed', () => {
  expect(() => rewardTree([entry(1), entry(1)])).toThrow('twice');
  expect(() => rewardTree([])).toThrow(RangeError);
});

test('entries of two epochs are no tree: those of one could never be claimed', () => {
  expect(() => rewardTree([entry(1), { ...entry(2), epoch: 4n }])).toThrow('epoch 4');
});
