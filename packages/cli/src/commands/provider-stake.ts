import { depositCollateral } from '@atoll/sdk/provider-register';
import type { Command } from '../command.ts';
import { openWallet } from '../open-market.ts';
import { addressOption, amountOption } from '../parse-option.ts';
import { tellSent } from '../tell-sent.ts';

export const providerStake: Command = {
  words: ['provider', 'stake'],
  summary: "Bring the provider's stake in a token up to an amount",
  positionals: [],
  options: {
    token: {
      type: 'string',
      value: '<address>',
      description: 'payment token of the environments',
      required: true,
    },
    amount: {
      type: 'string',
      value: '<units>',
      description: "what the stake shall be, in the token's smallest unit",
      required: true,
    },
  },
  example: 'atoll provider stake --token 0x5fbd…0aa3 --amount 100000000000',
  act: async (invocation) => {
    const token = addressOption(invocation.given, 'token');
    const bonded = amountOption(invocation.given, 'amount');
    const wallet = await openWallet(invocation);
    const receipt = await depositCollateral(wallet, { token, bonded });
    tellSent(invocation, [{ what: `stake of ${bonded} in ${token}`, receipt }]);
    return 0;
  },
};
