import type { Address, Bytes32, Hex } from '@atoll/schemas/ids';
import { encodeAbiParameters, keccak256, stringToHex, zeroHash } from 'viem';

/** What a proposal asks for. */
export interface ProposedCalls {
  readonly targets: readonly Address[];
  readonly values: readonly bigint[];
  readonly calldatas: readonly Hex[];
  readonly description: string;
}

const batch = [{ type: 'address[]' }, { type: 'uint256[]' }, { type: 'bytes[]' }] as const;

/**
 * The timelock's id of a proposal's calls, known before they are queued: what `TimelockController.hashOperationBatch` answers for the salt
 * that OpenZeppelin's `GovernorTimelockControl` takes, the governor's address XOR the hash of the description.
 *
 * @returns undefined where the description is not what was proposed, for bytes that are no text were replaced in it: its hash is part
 * of `proposalId`
 */
export function timelockOperationOf(
  governor: Address,
  proposalId: bigint,
  { targets, values, calldatas, description }: ProposedCalls,
): Bytes32 | undefined {
  const words = keccak256(stringToHex(description));
  const proposal = encodeAbiParameters([...batch, { type: 'bytes32' }], [targets, values, calldatas, words]);
  if (BigInt(keccak256(proposal)) !== proposalId) return undefined;
  const salt = BigInt(words) ^ (BigInt(governor) << 96n);
  return keccak256(
    encodeAbiParameters(
      [...batch, { type: 'bytes32' }, { type: 'bytes32' }],
      [targets, values, calldatas, zeroHash, `0x${salt.toString(16).padStart(64, '0')}`],
    ),
  );
}
