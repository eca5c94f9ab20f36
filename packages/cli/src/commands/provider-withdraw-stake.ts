import { withdrawCollateral } from '@atoll/sdk/collateral';
import type { Command } from '../command.ts';
import { openWallet } from '../open-market.ts';
import { addressOption, moneyOptions, optionalAddress } from '../parse-option.ts';
import { tellSent } from '../tell-sent.ts';

export const providerWithdrawStake: Command = {
  words: ['provider', 'withdraw-stake'],
  summary: 'Take out what `provider unstake` began to, once its delay has passed',
  positionals: [],
  options: {
    token: moneyOptions.token,
    to: {
      type: 'string',
      value: '<address>',
      description: 'who receives it; the account of the key unless given',
    },
  },
  example: 'atoll provider withdraw-stake --token 0x5fbd…0aa3',
  act: async (invocation) => {
    const token = addressOption(invocation.given, 'token');
    const wallet = await openWallet(invocation);
    const to = optionalAddress(invocation.given, 'to') ?? wallet.account.address;
    const receipt = await withdrawCollateral(wallet, { token, to });
    tellSent(invocation, [{ what: `stake in ${token} to ${to}`, receipt }]);
    return 0;
  },
};
