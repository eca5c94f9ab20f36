import { Amount } from '@atoll/schemas/ids';
import { castVote, voteKinds } from '@atoll/sdk/cast-vote';
import { z } from 'zod';
import type { Command } from '../command.ts';
import { openWallet } from '../open-market.ts';
import { parsed } from '../parse-option.ts';
import { tellSent } from '../tell-sent.ts';

export const voteCast: Command = {
  words: ['vote', 'cast'],
  summary: 'Vote on a proposal, once',
  positionals: [
    { name: 'proposal', description: 'id of the proposal, in decimal' },
    { name: 'vote', description: voteKinds.join(', ') },
  ],
  options: {
    reason: { type: 'string', value: '<words>', description: 'kept by the chain for everybody to read' },
  },
  example: 'atoll vote cast 7301…5529 for --reason "the fee pays for the audits"',
  act: async (invocation) => {
    const { positionals, text } = invocation.given;
    const proposalId = BigInt(parsed(Amount, positionals[0] ?? '', 'proposal'));
    const vote = parsed(z.enum(voteKinds), positionals[1] ?? '', 'vote');
    const { reason = '' } = text;
    const receipt = await castVote(await openWallet(invocation), { proposalId, vote, reason });
    tellSent(invocation, [{ what: `proposal ${proposalId}: ${vote}`, receipt }]);
    return 0;
  },
};
