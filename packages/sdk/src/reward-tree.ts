import type { Address, Bytes32 } from '@atoll/schemas/ids';
import { concatHex, encodeAbiParameters, keccak256, zeroHash } from 'viem';

/** What an account is rewarded with in an epoch, in the token's smallest unit. */
export interface RewardEntry {
  readonly epoch: bigint;
  readonly account: Address;
  readonly amount: bigint;
}

/** The Merkle tree of an epoch, and the proof of each account. */
export interface RewardTree {
  readonly epoch: bigint;
  readonly root: Bytes32;
  readonly total: bigint;
  /** Siblings from the account's leaf up to the root; undefined for an account without a reward. */
  proofOf(account: Address): readonly Bytes32[] | undefined;
}

/** keccak256(bytes.concat(keccak256(abi.encode(uint256 epoch, address account, uint256 amount)))), as `Rewards.claim` computes it. */
export function rewardLeaf({ epoch, account, amount }: RewardEntry): Bytes32 {
  const types = [{ type: 'uint256' }, { type: 'address' }, { type: 'uint256' }] as const;
  return keccak256(keccak256(encodeAbiParameters(types, [epoch, account, amount])));
}

/**
 * The tree of an epoch in the format of OpenZeppelin's StandardMerkleTree with leaves of [uint256, address, uint256]: leaves sorted,
 * pairs hashed in order of value. Entries in any order give the same tree.
 *
 * @see https://github.com/OpenZeppelin/merkle-tree
 * @throws RangeError where an account stands twice, nobody is rewarded, or entries are of more than one epoch
 * @example const { root, total, proofOf } = rewardTree([{ epoch: 1n, account, amount: 5n }]);
 */
export function rewardTree(entries: readonly RewardEntry[]): RewardTree {
  const [first] = entries;
  if (first === undefined) throw new RangeError('an epoch rewards at least one account');
  const { epoch } = first;
  const foreign = entries.find((entry) => entry.epoch !== epoch);
  if (foreign !== undefined) throw new RangeError(`an entry of epoch ${foreign.epoch} stands in ${epoch}`);
  const leaves = new Map(entries.map((entry) => [entry.account, rewardLeaf(entry)]));
  if (leaves.size !== entries.length) throw new RangeError('an account stands twice in the epoch');
  const sorted = [...leaves.values()].sort().reverse();
  const inner: Bytes32[] = Array.from({ length: sorted.length - 1 }, () => zeroHash);
  const tree = [...inner, ...sorted];
  for (let at = inner.length - 1; at >= 0; at -= 1) {
    tree[at] = parentOf(tree[2 * at + 1] ?? zeroHash, tree[2 * at + 2] ?? zeroHash);
  }
  return {
    epoch,
    root: tree[0] ?? zeroHash,
    total: entries.reduce((sum, { amount }) => sum + amount, 0n),
    proofOf: (account) => {
      const leaf = leaves.get(account);
      return leaf === undefined ? undefined : proofAt(tree, tree.indexOf(leaf));
    },
  };
}

function proofAt(tree: readonly Bytes32[], leaf: number): Bytes32[] {
  const proof: Bytes32[] = [];
  for (let at = leaf; at > 0; at = Math.floor((at - 1) / 2)) {
    const sibling = tree[at % 2 === 0 ? at - 1 : at + 1];
    if (sibling !== undefined) proof.push(sibling);
  }
  return proof;
}

function parentOf(a: Bytes32, b: Bytes32): Bytes32 {
  return keccak256(a < b ? concatHex([a, b]) : concatHex([b, a]));
}
