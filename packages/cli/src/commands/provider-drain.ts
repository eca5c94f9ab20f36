import { setDraining } from '@atoll/sdk/set-draining';
import type { Command } from '../command.ts';
import { openWallet } from '../open-market.ts';
import { tellSent } from '../tell-sent.ts';

export const providerDrain: Command = {
  words: ['provider', 'drain'],
  summary: 'Take no new order as a provider, before it leaves; what is owed goes on',
  positionals: [],
  options: { end: { type: 'boolean', description: 'take orders again' } },
  example: 'atoll provider drain',
  act: async (invocation) => {
    const draining = !invocation.given.flags.has('end');
    const wallet = await openWallet(invocation);
    const receipt = await setDraining(wallet, { draining });
    const what = `${wallet.account.address} ${draining ? 'takes no new order' : 'takes orders'}`;
    tellSent(invocation, [{ what, receipt }]);
    return 0;
  },
};
