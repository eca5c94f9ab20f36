import { Bytes32 } from '@atoll/schemas/ids';
import { concatHex, encodeAbiParameters, keccak256, sha256, stringToBytes, zeroHash } from 'viem';

/** One output of a run: the file's name, the sha-256 of its content, and 32 random bytes that hide both. */
export interface OutputCommitment {
  readonly name: string;
  readonly sha256: Bytes32;
  readonly salt: Bytes32;
}

/**
 * The leaf of an output: keccak256(bytes.concat(keccak256(abi.encode(salt, sha256(name), contentSha256)))). Hashed twice, so that an
 * inner node can never pass for a leaf.
 */
export function outputLeaf(output: OutputCommitment): Bytes32 {
  const inner = keccak256(
    encodeAbiParameters(
      [{ type: 'bytes32' }, { type: 'bytes32' }, { type: 'bytes32' }],
      [output.salt, sha256(stringToBytes(output.name)), output.sha256],
    ),
  );
  return keccak256(inner);
}

/**
 * The Merkle root that a receipt holds; zero where nothing was released. Leaves are sorted and pairs are hashed in order of value, so
 * that OpenZeppelin's `MerkleProof` verifies it; the shape is that of `@openzeppelin/merkle-tree`.
 *
 * @example outputsRoot([{ name: 'metrics.json', sha256, salt }]) // '0x…'
 */
export function outputsRoot(outputs: readonly OutputCommitment[]): Bytes32 {
  return treeOf(outputs)[0] ?? zeroHash;
}

/** What proves one output against the root: the siblings from its leaf upwards. */
export function outputProof(outputs: readonly OutputCommitment[], name: string): readonly Bytes32[] {
  const tree = treeOf(outputs);
  const output = outputs.find((each) => each.name === name);
  if (output === undefined) throw new RangeError(`there is no output ${name}`);
  const proof: Bytes32[] = [];
  for (let at = tree.indexOf(outputLeaf(output)); at > 0; at = Math.floor((at - 1) / 2)) {
    const sibling = tree[at % 2 === 0 ? at - 1 : at + 1];
    if (sibling !== undefined) proof.push(sibling);
  }
  return proof;
}

/** One output with what proves it against the root, and nothing of the others but hashes. */
export interface OpenedOutput extends OutputCommitment {
  readonly proof: readonly Bytes32[];
}

/** Opens one output of a run: what is told of it when an asset is published that is made of it. */
export function openOutput(outputs: readonly OutputCommitment[], name: string): OpenedOutput {
  const output = outputs.find((each) => each.name === name);
  if (output === undefined) throw new RangeError(`there is no output ${name}`);
  return { ...output, proof: outputProof(outputs, name) };
}

/** Whether a leaf and its proof lead to the root, as `MerkleProof.verify` computes it. */
export function verifyOutput(root: Bytes32, leaf: Bytes32, proof: readonly Bytes32[]): boolean {
  return proof.reduce(parentOf, leaf) === root;
}

/** A complete binary tree in one list: the children of `i` are `2i + 1` and `2i + 2`; leaves fill it from the end. */
function treeOf(outputs: readonly OutputCommitment[]): Bytes32[] {
  const leaves = outputs.map(outputLeaf).sort();
  if (leaves.length === 0) return [];
  const inner: Bytes32[] = Array.from({ length: leaves.length - 1 }, () => zeroHash);
  const tree = [...inner, ...leaves.reverse()];
  for (let at = inner.length - 1; at >= 0; at -= 1) {
    const [left, right] = [tree[2 * at + 1], tree[2 * at + 2]];
    if (left !== undefined && right !== undefined) tree[at] = parentOf(left, right);
  }
  return tree;
}

function parentOf(a: Bytes32, b: Bytes32): Bytes32 {
  return keccak256(a < b ? concatHex([a, b]) : concatHex([b, a]));
}

/** 32 fresh random bytes for one output. */
export function createSalt(): Bytes32 {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return Bytes32.parse(`0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`);
}
