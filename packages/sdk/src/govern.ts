import { type Chain } from '@atoll/chain/chain';
import { translated } from '@atoll/chain/translate';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { atollGovernorAbi } from '@atoll/contracts/generated/atollGovernor';
import { atollTokenAbi } from '@atoll/contracts/generated/atollToken';
import { type Address } from '@atoll/schemas/ids';
import { encodeFunctionData, keccak256, stringToHex } from 'viem';
import { type MarketContext } from './context.ts';

/** What a vote is about: calls that the timelock makes, and why. Together they are the proposal's id. */
export interface Proposal {
  readonly calls: readonly ContractCall[];
  readonly description: string;
}

/** The states of a proposal by their numbers in the ABI of OpenZeppelin's Governor. */
export const proposalStates = [
  'pending',
  'active',
  'canceled',
  'defeated',
  'succeeded',
  'queued',
  'expired',
  'executed',
] as const;
export type ProposalState = (typeof proposalStates)[number];

/** The numbers of votes in the ABI. */
export const voteKinds = ['against', 'for', 'abstain'] as const;

const governor = (chain: Chain) => ({ address: chain.addresses.governor, abi: atollGovernorAbi }) as const;

/** Targets, values and data of a proposal, as the governor takes them. */
function stepsOf({ calls }: Proposal) {
  return [
    calls.map(({ address }) => address),
    calls.map(() => 0n),
    calls.map((call) => encodeFunctionData(call)),
  ] as const;
}

const hashed = (proposal: Proposal) =>
  [...stepsOf(proposal), keccak256(stringToHex(proposal.description))] as const;

/** The id of a proposal: a hash of its calls and its description. */
export function proposalIdOf(chain: Chain, proposal: Proposal): Promise<bigint> {
  return translated('Governor.hashProposal', () =>
    chain.publicClient.readContract({
      ...governor(chain),
      functionName: 'hashProposal',
      args: hashed(proposal),
    }),
  );
}

/** Where a proposal stands. */
export async function readProposalState(chain: Chain, proposalId: bigint): Promise<ProposalState> {
  const number = await translated('Governor.state', () =>
    chain.publicClient.readContract({ ...governor(chain), functionName: 'state', args: [proposalId] }),
  );
  const state = proposalStates[number];
  if (state === undefined) throw new RangeError(`proposal state ${number} is not one that is known`);
  return state;
}

/**
 * Lets an account vote with the wallet's tokens. Tokens that nobody was named for do not vote, so holders name themselves.
 * @param input.to default the account itself
 * @example await delegateVotes(ctx, {});
 */
export function delegateVotes(
  { chain, account }: MarketContext,
  input: { to?: Address },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.token,
    abi: atollTokenAbi,
    functionName: 'delegate',
    args: [input.to ?? account.address],
  });
}

/**
 * Puts calls to the vote, which the timelock makes if they are accepted.
 *
 * @returns the proposal's id
 * @throws AtollError `not_allowed` with too few votes
 * @example
 * const call = { address: chain.addresses.jobs, abi: jobsAbi, functionName: 'setFeeRate', args: [300] };
 * const { proposalId } = await propose(ctx, { calls: [call], description: 'Raise the fee to 3 %' });
 */
export async function propose(
  { chain }: MarketContext,
  proposal: Proposal,
): Promise<{ proposalId: bigint; receipt: ReceiptSummary }> {
  const receipt = await simulateThenSend(chain, {
    ...governor(chain),
    functionName: 'propose',
    args: [...stepsOf(proposal), proposal.description],
  });
  return { proposalId: await proposalIdOf(chain, proposal), receipt };
}

/** Votes on a proposal, once, with the votes that the account had when its delay ended. */
export function castVote(
  { chain }: MarketContext,
  input: { proposalId: bigint; vote: (typeof voteKinds)[number] },
): Promise<ReceiptSummary> {
  const args = [input.proposalId, voteKinds.indexOf(input.vote)];
  return simulateThenSend(chain, { ...governor(chain), functionName: 'castVote', args });
}

/** Hands an accepted proposal to the timelock, where its delay begins. Anyone may. */
export function queueProposal({ chain }: MarketContext, proposal: Proposal): Promise<ReceiptSummary> {
  return simulateThenSend(chain, { ...governor(chain), functionName: 'queue', args: hashed(proposal) });
}

/** Makes the calls of a proposal whose delay in the timelock has passed. Anyone may. */
export function executeProposal({ chain }: MarketContext, proposal: Proposal): Promise<ReceiptSummary> {
  return simulateThenSend(chain, { ...governor(chain), functionName: 'execute', args: hashed(proposal) });
}
