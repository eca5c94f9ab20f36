import { readAsset } from '@atoll/chain/read-asset';
import { readPasses } from '@atoll/chain/read-series';
import * as local from '@atoll/contracts/testing/market';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buyPass } from '../src/buy-pass.ts';
import { deposit } from '../src/deposit.ts';
import { openSeries } from '../src/open-series.ts';
import { setState } from '../src/set-state.ts';
import { transferAsset } from '../src/transfer-asset.ts';
import { transferCredit } from '../src/transfer-credit.ts';
import { transferPass } from '../src/transfer-pass.ts';
import { type FreshMarket, openFreshMarket, type Participant } from './fresh-market.ts';

let fresh: FreshMarket;
let provider: local.MarketProvider;
beforeAll(async () => {
  fresh = await openFreshMarket();
  provider = await local.openProvider(fresh.market);
}, 60_000);
afterAll(() => fresh.close());

async function published(owner: Participant): Promise<bigint> {
  const terms = { price: 1n, provider: provider.account.address, nonce: 1n } as const;
  return (await local.publish(fresh.market, owner.account, { kind: 'dataset', ...terms })).leg.assetId;
}

test('credit is given to another account, as far as there is any', async () => {
  const [payer, friend] = [await fresh.participant(), await fresh.participant()];
  const { token } = fresh;
  await deposit(payer.ctx, { token, amount: local.dollars(10) });
  const give = (amount: number, to = friend.address) =>
    transferCredit(payer.ctx, { token, to, amount: local.dollars(amount) });
  await give(4);
  expect(await fresh.credit(payer)).toBe(local.dollars(6));
  expect(await fresh.credit(friend)).toBe(local.dollars(4));
  await expect(give(7)).rejects.toMatchObject({ code: 'insufficient_escrow' });
  const { jobs } = payer.ctx.chain.addresses;
  await expect(give(1, jobs)).rejects.toMatchObject({ code: 'malformed_request' });
});

test('an asset goes to a new owner, who is paid from then on and sells it again when ready', async () => {
  const [owner, buyer] = [await fresh.participant(), await fresh.participant()];
  const { chain } = owner.ctx;
  const assetId = await published(owner);
  await expect(transferAsset(buyer.ctx, { assetId, to: buyer.address })).rejects.toMatchObject({
    code: 'not_allowed',
  });
  await expect(transferAsset(owner.ctx, { assetId, to: chain.addresses.jobs })).rejects.toMatchObject({
    code: 'malformed_request',
  });
  await transferAsset(owner.ctx, { assetId, to: buyer.address });
  expect(await readAsset(chain, assetId)).toMatchObject({
    ...{ owner: buyer.address, payee: buyer.address, state: 'paused' },
  });
  await setState(buyer.ctx, { assetId, state: 'active' });
  await expect(transferAsset(owner.ctx, { assetId, to: owner.address })).rejects.toMatchObject({
    code: 'not_allowed',
  });
  const unknown = transferAsset(owner.ctx, { assetId: assetId + 1n, to: buyer.address });
  await expect(unknown).rejects.toMatchObject({ code: 'asset_unknown' });
});

test('units of a pass are handed on, where the series allows it and the holder has them', async () => {
  const [owner, holder] = [await fresh.participant(), await fresh.participant()];
  const colleague = await fresh.participant();
  const { chain } = holder.ctx;
  const assetId = await published(owner);
  const expiresAt = (await fresh.now()) + 86_400;
  const offer = { assetId, token: fresh.token, price: local.dollars(1), expiresAt, supply: 10 };
  const { series } = await openSeries(owner.ctx, { ...offer, transferable: true });
  const bound = await openSeries(owner.ctx, { ...offer, transferable: false });
  await buyPass(holder.ctx, { assetId, series, units: 3 });
  await buyPass(holder.ctx, { assetId, series: bound.series, units: 1 });
  const hand = (units: number, of = series) =>
    transferPass(holder.ctx, { ...{ assetId, units, to: colleague.address }, series: of });
  await hand(2);
  const held = (who: Participant) => readPasses(chain, { assetId, series, holder: who.address });
  expect([await held(holder), await held(colleague)]).toEqual([1n, 2n]);
  await expect(hand(2)).rejects.toMatchObject({ code: 'insufficient_escrow' });
  await expect(hand(1, bound.series)).rejects.toMatchObject({ code: 'not_allowed' });
});
