import { Address, BlockTime, Uint32 } from '@atoll/schemas/ids';
import { buyPass } from '@atoll/sdk/buy-pass';
import { closeSeries } from '@atoll/sdk/close-series';
import { givePass } from '@atoll/sdk/give-pass';
import { openSeries } from '@atoll/sdk/open-series';
import { refundPass } from '@atoll/sdk/refund-pass';
import { transferPass } from '@atoll/sdk/transfer-pass';
import { z } from 'zod';
import { PassUnits, Series, TokenId, Units88, Units96 } from '../arguments.ts';
import { Account, day, Int, money, nameOf, sentence, type Sentences, times } from '../sentence.ts';
import { verb } from '../verb.ts';

export const passVerbs = {
  'open-series': verb(
    'Open a series of prepaid runs for a dataset',
    z.object({
      assetId: TokenId,
      token: Address,
      price: Units88.describe('of one run; 0 for runs that are given'),
      expiresAt: BlockTime,
      supply: Uint32,
      transferable: z.boolean().optional(),
    }),
    openSeries,
  ),
  'close-series': verb('End sales and gifts of a series of prepaid runs', z.object(Series), closeSeries),
  'buy-pass': verb('Buy prepaid runs', z.object({ ...PassUnits, maxPrice: Units96.optional() }), buyPass),
  'give-pass': verb(
    'Give prepaid runs of a series that costs nothing',
    z.object({ ...PassUnits, to: Address }),
    givePass,
  ),
  'transfer-pass': verb(
    'Hand unused prepaid runs to another account',
    z.object({ ...PassUnits, to: Address }),
    transferPass,
  ),
  'refund-pass': verb(
    'Give unused prepaid runs back',
    z.object({ ...PassUnits, holder: Address.optional() }),
    refundPass,
  ),
};

const Opened = z.object({
  token: Account,
  price: z.bigint(),
  expiresAt: Int,
  supply: Int,
  transferable: z.boolean(),
});

export const passSentences: Sentences = {
  'accessPass.openSeries': sentence(
    z.tuple([z.bigint(), Opened]),
    ([asset, { token, price, expiresAt, supply, transferable }], words) =>
      `${price === 0n ? 'Give' : 'Sell'} ${times(supply)} of dataset ${asset} in advance, ${price === 0n ? 'free of charge' : `for ${money(price, token, words)} each`}, to be used until ${day(expiresAt)}; holders ${transferable ? 'may' : 'may not'} pass them on.`,
  ),
  'accessPass.closeSeries': sentence(
    z.tuple([z.bigint(), Int]),
    ([asset, series]) =>
      `Sell and give no more prepaid runs of dataset ${asset} (series ${series}), for good. Those that are out stay good.`,
  ),
  'accessPass.buy': sentence(
    z.tuple([z.bigint(), Int, Int, z.bigint()]),
    ([asset, series, units, price]) =>
      `Buy ${times(units)} of dataset ${asset} (series ${series}) for at most ${price} smallest units of its token each; what is never used comes back.`,
  ),
  'accessPass.give': sentence(
    z.tuple([z.bigint(), Int, Account, Int]),
    ([asset, series, to, units], words) =>
      `Give ${times(units)} of dataset ${asset} (series ${series}) to ${nameOf(to, words)}.`,
  ),
  'accessPass.safeTransferFrom': sentence(
    z.tuple([Account, Account, z.bigint(), z.bigint(), z.unknown()]),
    ([, to, pass, units], words) =>
      `Hand ${times(units)} of pass ${pass} to ${nameOf(to, words)}, with what they cost.`,
  ),
  'accessPass.refund': sentence(
    z.tuple([z.bigint(), Int, Account, Int]),
    ([asset, series, holder, units], words) =>
      `Give back ${times(units)} of dataset ${asset} (series ${series}); their price is credited to ${nameOf(holder, words)}.`,
  ),
};
