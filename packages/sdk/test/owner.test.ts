import { readAsset } from '@atoll/chain/read-asset';
import * as local from '@atoll/contracts/testing/market';
import { Address } from '@atoll/schemas/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changePrice } from '../src/change-price.ts';
import { setState } from '../src/set-state.ts';
import { setTerms } from '../src/set-terms.ts';
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

test('an asset is paused, sold again and retired by its owner alone, and for good', async () => {
  const [owner, stranger] = [await fresh.participant(), await fresh.participant()];
  const assetId = await published(owner);
  const state = async () => (await readAsset(owner.ctx.chain, assetId)).state;
  await expect(setState(stranger.ctx, { assetId, state: 'paused' })).rejects.toMatchObject({
    code: 'not_allowed',
  });
  for (const next of ['paused', 'active', 'retired'] as const) {
    await setState(owner.ctx, { assetId, state: next });
    expect(await state()).toBe(next);
  }
  await expect(setState(owner.ctx, { assetId, state: 'active' })).rejects.toMatchObject({
    code: 'asset_retired',
  });
});

test('a new price leaves everything else as the chain has it now', async () => {
  const owner = await fresh.participant();
  const assetId = await published(owner);
  const { terms } = await readAsset(owner.ctx.chain, assetId);
  const beneficiary = (await fresh.participant()).address;
  await setTerms(owner.ctx, { assetId, terms: { ...terms, beneficiary, reviewWindow: 3_600 } });
  await changePrice(owner.ctx, { assetId, price: 7n, token: terms.token });
  expect((await readAsset(owner.ctx.chain, assetId)).terms).toEqual({
    ...terms,
    ...{ price: 7n, beneficiary, reviewWindow: 3_600 },
  });
});

test('a price that was meant in another token is not signed', async () => {
  const owner = await fresh.participant();
  const assetId = await published(owner);
  const before = await readAsset(owner.ctx.chain, assetId);
  const meant = Address.parse(`0x${'11'.repeat(20)}`);
  await expect(changePrice(owner.ctx, { assetId, price: 7n, token: meant })).rejects.toMatchObject({
    code: 'conflict',
    data: { meant, found: before.terms.token },
  });
  expect(await readAsset(owner.ctx.chain, assetId)).toEqual(before);
});
