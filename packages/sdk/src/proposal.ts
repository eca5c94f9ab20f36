import type { Chain } from '@atoll/chain/chain';
import { translated } from '@atoll/chain/translate';
import type { ContractCall } from '@atoll/chain/write';
import { atollGovernorAbi } from '@atoll/contracts/generated/atollGovernor';
import type { Address, Hex } from '@atoll/schemas/ids';
import { encodeFunctionData, keccak256, stringToHex } from 'viem';

/** A call whose data is encoded already, such as one of a contract that is not Atoll's. */
export interface EncodedCall {
  readonly address: Address;
  readonly data: Hex;
}

/** What a vote is about: calls that the timelock makes, and why. Together they are the proposal's id. */
export interface Proposal {
  readonly calls: readonly (ContractCall | EncodedCall)[];
  readonly description: string;
}

/** A proposal as it was made, e.g. as an indexer tells it. */
export interface MadeProposal {
  readonly targets: readonly Address[];
  /** Native coin sent along with each call, in wei. */
  readonly values: readonly bigint[];
  readonly calldatas: readonly Hex[];
  readonly description: string;
}

/** Address and ABI of the governor. */
export const governorOf = (chain: Chain) =>
  ({ address: chain.addresses.governor, abi: atollGovernorAbi }) as const;

/** Targets, values and data of a proposal, as the governor takes them. */
export function stepsOf(proposal: Proposal | MadeProposal) {
  if (!('calls' in proposal)) return [proposal.targets, proposal.values, proposal.calldatas] as const;
  const { calls } = proposal;
  return [
    calls.map(({ address }) => address),
    calls.map(() => 0n),
    calls.map((call) => ('data' in call ? call.data : encodeFunctionData(call))),
  ] as const;
}

/** A proposal with its description hashed, as the governor takes it once it was made. */
export const hashedProposal = (proposal: Proposal | MadeProposal) =>
  [...stepsOf(proposal), keccak256(stringToHex(proposal.description))] as const;

/** The id of a proposal: a hash of its calls and its description. */
export function proposalIdOf(chain: Chain, proposal: Proposal): Promise<bigint> {
  return translated('Governor.hashProposal', () =>
    chain.publicClient.readContract({
      ...governorOf(chain),
      functionName: 'hashProposal',
      args: hashedProposal(proposal),
    }),
  );
}
