import type { Chain } from '@atoll/chain/chain';
import { translated } from '@atoll/chain/translate';
import { governorOf } from './proposal.ts';

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

/**
 * Where a proposal stands.
 * @example if ((await readProposalState(chain, proposalId)) === 'succeeded') await queueProposal(ctx, proposal);
 */
export async function readProposalState(chain: Chain, proposalId: bigint): Promise<ProposalState> {
  const number = await translated('Governor.state', () =>
    chain.publicClient.readContract({ ...governorOf(chain), functionName: 'state', args: [proposalId] }),
  );
  const state = proposalStates[number];
  if (state === undefined) throw new RangeError(`proposal state ${number} is not one that is known`);
  return state;
}
