import { Address, Hex } from '@atoll/schemas/ids';
import { cancelProposal } from '@atoll/sdk/cancel-proposal';
import { castVote, voteKinds } from '@atoll/sdk/cast-vote';
import { delegateVotes } from '@atoll/sdk/delegate-votes';
import { executeProposal } from '@atoll/sdk/execute-proposal';
import { propose } from '@atoll/sdk/propose';
import { queueProposal } from '@atoll/sdk/queue-proposal';
import { sendDelegation, SignedDelegation } from '@atoll/sdk/sign-delegation';
import { sendVote, SignedVote } from '@atoll/sdk/sign-vote';
import { z } from 'zod';
import { Units } from '../arguments.ts';
import { Account, Int, nameOf, sentence, type Sentence, type Sentences } from '../sentence.ts';
import { verb } from '../verb.ts';

const Proposal = z.object({
  calls: z
    .array(z.object({ to: Address, data: Hex }).transform(({ to, data }) => ({ address: to, data })))
    .min(1)
    .max(20),
  description: z.string().min(1).max(20_000),
});

export const governanceVerbs = {
  vote: verb(
    'Vote on a proposal',
    z.object({
      proposalId: Units,
      vote: z.enum(voteKinds),
      reason: z.string().max(20_000).optional().describe('kept by the chain for everybody to read'),
    }),
    castVote,
  ),
  'send-vote': verb('Send a vote that its voter signed', SignedVote, sendVote),
  propose: verb('Put calls to the vote', Proposal, propose, ({ proposalId }) => ({
    makes: { kind: 'proposal', id: proposalId.toString() },
  })),
  'cancel-proposal': verb('Take a proposal back before its vote begins', Proposal, cancelProposal),
  queue: verb('Hand an accepted proposal to the timelock', Proposal, queueProposal),
  execute: verb('Carry out a proposal whose delay has passed', Proposal, executeProposal),
  delegate: verb(
    'Say who votes with the account’s tokens',
    z.object({ to: Address.optional() }),
    delegateVotes,
  ),
  'send-delegation': verb('Send a delegation that a holder signed', SignedDelegation, sendDelegation),
};

const ofProposal = (what: string): Sentence =>
  sentence(z.tuple([z.array(z.unknown()), z.unknown(), z.unknown(), z.string()]), ([targets]) => {
    const many = `${targets.length} call${targets.length === 1 ? '' : 's'}`;
    return `${what} a proposal that makes ${many} as the timelock.`;
  });

const sideOf = (vote: bigint | number): string => ['against', 'for', 'to abstain on'][Number(vote)] ?? 'on';

export const governanceSentences: Sentences = {
  'governor.castVote': sentence(
    z.tuple([z.bigint(), Int]),
    ([proposal, vote]) => `Vote ${sideOf(vote)} proposal ${proposal}.`,
  ),
  'governor.castVoteWithReason': sentence(
    z.tuple([z.bigint(), Int, z.string()]),
    ([proposal, vote, reason]) =>
      `Vote ${sideOf(vote)} proposal ${proposal}, and let everybody read why: ${JSON.stringify(reason)}.`,
  ),
  'governor.castVoteWithReasonAndParamsBySig': sentence(
    z.tuple([z.bigint(), Int, Account, z.unknown(), z.unknown(), z.unknown()]),
    ([proposal, vote, voter], words) =>
      `Send the vote that ${nameOf(voter, words)} signed, ${sideOf(vote)} proposal ${proposal}.`,
  ),
  'governor.propose': ofProposal('Put to the vote'),
  'governor.cancel': ofProposal('Take back'),
  'governor.queue': ofProposal('Hand to the timelock'),
  'governor.execute': ofProposal('Carry out'),
  'token.delegate': sentence(
    z.tuple([Account]),
    ([to], words) => `Let ${nameOf(to, words)} vote with your tokens. They stay yours.`,
  ),
  'token.delegateBySig': sentence(
    z.tuple([Account, z.unknown(), z.unknown(), z.unknown(), z.unknown(), z.unknown()]),
    ([to], words) =>
      `Send a holder’s signed delegation: ${nameOf(to, words)} votes with the holder’s tokens, which stay the holder’s.`,
  ),
};
