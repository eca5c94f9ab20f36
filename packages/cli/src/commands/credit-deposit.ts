import { deposit } from '@atoll/sdk/deposit';
import type { Command } from '../command.ts';
import { openWallet } from '../open-market.ts';
import { addressOption, amountOption, moneyOptions, optionalAddress } from '../parse-option.ts';
import { tellSent } from '../tell-sent.ts';

export const creditDeposit: Command = {
  words: ['credit', 'deposit'],
  summary: 'Turn tokens of the wallet into credit, which pays orders and fees',
  positionals: [],
  options: {
    ...moneyOptions,
    to: {
      type: 'string',
      value: '<address>',
      description: 'whose credit; the account of the key unless given',
    },
  },
  example: 'atoll credit deposit --token 0x5fbd…0aa3 --amount 10000000',
  act: async (invocation) => {
    const token = addressOption(invocation.given, 'token');
    const amount = amountOption(invocation.given, 'amount');
    const wallet = await openWallet(invocation);
    const to = optionalAddress(invocation.given, 'to') ?? wallet.account.address;
    const receipt = await deposit(wallet, { token, amount, to });
    tellSent(invocation, [{ what: `${amount} of ${token} as credit of ${to}`, receipt }]);
    return 0;
  },
};
