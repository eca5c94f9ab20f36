import { unbondCollateral } from '@atoll/sdk/collateral';
import type { Command } from '../command.ts';
import { openWallet } from '../open-market.ts';
import { addressOption, amountOption, moneyOptions } from '../parse-option.ts';
import { tellSent } from '../tell-sent.ts';

export const providerUnstake: Command = {
  words: ['provider', 'unstake'],
  summary: 'Begin to take stake out: it backs no new order, and is yours when the delay has passed',
  positionals: [],
  options: moneyOptions,
  example: 'atoll provider unstake --token 0x5fbd…0aa3 --amount 100000000000',
  act: async (invocation) => {
    const token = addressOption(invocation.given, 'token');
    const amount = amountOption(invocation.given, 'amount');
    const receipt = await unbondCollateral(await openWallet(invocation), { token, amount });
    tellSent(invocation, [{ what: `${amount} of the stake in ${token} on its way out`, receipt }]);
    return 0;
  },
};
