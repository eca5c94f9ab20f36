import { withdraw } from '@atoll/sdk/withdraw';
import type { Command } from '../command.ts';
import { openWallet } from '../open-market.ts';
import { addressOption, moneyOptions, optionalAddress } from '../parse-option.ts';
import { tellSent } from '../tell-sent.ts';

export const creditWithdraw: Command = {
  words: ['credit', 'withdraw'],
  summary: 'Withdraw everything that the account has earned or got back in a token',
  positionals: [],
  options: {
    token: moneyOptions.token,
    to: {
      type: 'string',
      value: '<address>',
      description: 'who receives it; the account of the key unless given',
    },
  },
  example: 'atoll credit withdraw --token 0x5fbd…0aa3',
  act: async (invocation) => {
    const token = addressOption(invocation.given, 'token');
    const wallet = await openWallet(invocation);
    const to = optionalAddress(invocation.given, 'to') ?? wallet.account.address;
    const receipt = await withdraw(wallet, { tokens: [token], to });
    tellSent(invocation, [{ what: `credit in ${token} to ${to}`, receipt }]);
    return 0;
  },
};
