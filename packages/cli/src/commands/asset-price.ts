import { changePrice } from '@atoll/sdk/change-price';
import type { Command } from '../command.ts';
import { openWallet } from '../open-market.ts';
import { tokenIdOf } from '../parse-asset.ts';
import { addressOption, amountOption, moneyOptions } from '../parse-option.ts';
import { tellSent } from '../tell-sent.ts';

export const assetPrice: Command = {
  words: ['asset', 'price'],
  summary: 'Put another price on a run of an asset, as its owner; its other terms stay',
  positionals: [{ name: 'asset', description: 'token number or CAIP-19 id' }],
  options: {
    token: {
      ...moneyOptions.token,
      description: 'token that the asset is sold for, in which the price is meant',
    },
    amount: { ...moneyOptions.amount, description: "price of a run, in the token's smallest unit" },
  },
  example: 'atoll asset price 42 --token 0x5fbd…0aa3 --amount 12000000',
  act: async (invocation) => {
    const { given } = invocation;
    const assetId = tokenIdOf(given.positionals[0] ?? '');
    const token = addressOption(given, 'token');
    const price = amountOption(given, 'amount');
    const receipt = await changePrice(await openWallet(invocation), { assetId, price, token });
    tellSent(invocation, [{ what: `asset ${assetId} at ${price} a run`, receipt }]);
    return 0;
  },
};
