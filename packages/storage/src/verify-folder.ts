import type { CID } from 'multiformats/cid';
import { type CommitFolderParameters, type Commitment, commitFolder } from './commitment.ts';
import { CommitmentMismatch } from './commitment-errors.ts';
import { digestOfCid, type Hex } from './digest.ts';

export interface VerifyFolderParameters extends CommitFolderParameters {
  /** The commitment: its CID, or its digest as the contract holds it (`0x` and 64 hexadecimal digits, any case). */
  readonly expected: CID | Hex;
}

/**
 * The full check: reads every byte of the folder and compares the root with what was committed to.
 *
 * @throws {@link CommitmentMismatch} when anything differs, and what {@link commitFolder} throws
 * @example
 * await verifyFolder({ path: 'data/reef', salt, expected: asset.commitment });
 */
export async function verifyFolder(parameters: VerifyFolderParameters): Promise<Commitment> {
  const { expected } = parameters;
  const commitment = await commitFolder(parameters);
  const digest = typeof expected === 'string' ? expected.toLowerCase() : digestOfCid(expected);
  if (commitment.digest !== digest) throw new CommitmentMismatch(digest, commitment.digest);
  return commitment;
}
