import { transferCredit } from '@atoll/sdk/transfer-credit';
import type { Command } from '../command.ts';
import { openWallet } from '../open-market.ts';
import { addressOption, amountOption, moneyOptions } from '../parse-option.ts';
import { tellSent } from '../tell-sent.ts';

export const creditGive: Command = {
  words: ['credit', 'give'],
  summary: 'Give credit to another account; it stays in the escrow',
  positionals: [],
  options: {
    ...moneyOptions,
    to: { type: 'string', value: '<address>', description: 'who gets it', required: true },
  },
  example: 'atoll credit give --token 0x5fbd…0aa3 --amount 10000000 --to 0x7099…79c8',
  act: async (invocation) => {
    const { given } = invocation;
    const token = addressOption(given, 'token');
    const amount = amountOption(given, 'amount');
    const to = addressOption(given, 'to');
    const receipt = await transferCredit(await openWallet(invocation), { token, amount, to });
    tellSent(invocation, [{ what: `credit of ${amount} in ${token} to ${to}`, receipt }]);
    return 0;
  },
};
