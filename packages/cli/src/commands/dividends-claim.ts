import { claimDividends } from '@atoll/sdk/claim-dividends';
import type { Command } from '../command.ts';
import { openWallet } from '../open-market.ts';
import { addressOption, moneyOptions, optionalAddress } from '../parse-option.ts';
import { tellSent } from '../tell-sent.ts';

export const dividendsClaim: Command = {
  words: ['dividends', 'claim'],
  summary: 'Credit a holder with what its shares in an asset have earned in a token',
  positionals: [],
  options: {
    shares: { type: 'string', value: '<address>', description: 'the shares: an ERC-20', required: true },
    token: { ...moneyOptions.token, description: 'token of the income' },
    holder: {
      type: 'string',
      value: '<address>',
      description: 'whose shares; those of the key unless given',
    },
  },
  example: 'atoll dividends claim --shares 0x9fe4…6e0a --token 0x5fbd…0aa3',
  act: async (invocation) => {
    const { given } = invocation;
    const shares = addressOption(given, 'shares');
    const token = addressOption(given, 'token');
    const wallet = await openWallet(invocation);
    const holder = optionalAddress(given, 'holder') ?? wallet.account.address;
    const receipt = await claimDividends(wallet, { shares, tokens: [token], holder });
    tellSent(invocation, [{ what: `income of ${shares} in ${token} to ${holder}`, receipt }]);
    return 0;
  },
};
