import { delegateVotes } from '@atoll/sdk/delegate-votes';
import type { Command } from '../command.ts';
import { openWallet } from '../open-market.ts';
import { optionalAddress } from '../parse-option.ts';
import { tellSent } from '../tell-sent.ts';

export const voteDelegate: Command = {
  words: ['vote', 'delegate'],
  summary: "Say who votes with the account's tokens: nobody does until it was said",
  positionals: [],
  options: {
    to: { type: 'string', value: '<address>', description: 'who votes; the account of the key unless given' },
  },
  example: 'atoll vote delegate',
  act: async (invocation) => {
    const wallet = await openWallet(invocation);
    const to = optionalAddress(invocation.given, 'to') ?? wallet.account.address;
    const receipt = await delegateVotes(wallet, { to });
    tellSent(invocation, [{ what: `votes of ${wallet.account.address} by ${to}`, receipt }]);
    return 0;
  },
};
