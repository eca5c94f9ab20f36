import { readAsset } from '@atoll/chain/read-asset';
import { readSeries } from '@atoll/chain/read-series';
import { simulateThenSend } from '@atoll/chain/write';
import { shareTokenAbi } from '@atoll/contracts/generated/shareToken';
import * as local from '@atoll/contracts/testing/market';
import { AtollError } from '@atoll/schemas/error';
import { Address } from '@atoll/schemas/ids';
import { erc20Abi } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addShareToken } from '../src/add-share-token.ts';
import { buyPass } from '../src/buy-pass.ts';
import { claimDividends } from '../src/claim-dividends.ts';
import { closeSeries } from '../src/close-series.ts';
import { createShares } from '../src/create-shares.ts';
import { deposit } from '../src/deposit.ts';
import { dissolveShares } from '../src/dissolve-shares.ts';
import { openSeries } from '../src/open-series.ts';
import { canRefundPass, refundPass } from '../src/refund-pass.ts';
import { setState } from '../src/set-state.ts';
import { setTerms } from '../src/set-terms.ts';
import { sweepShares } from '../src/sweep-shares.ts';
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

async function divided(owner: Participant) {
  const assetId = await published(owner);
  const supply = 100n * 10n ** 18n;
  const { shares } = await createShares(owner.ctx, { assetId, name: 'Reef', symbol: 'REEF', supply });
  return { assetId, shares, supply };
}

test('a series is closed by its owner alone, and then nobody buys of it', async () => {
  const [owner, buyer] = [await fresh.participant(), await fresh.participant()];
  const assetId = await published(owner);
  const expiresAt = (await fresh.now()) + 86_400;
  const offer = { assetId, token: fresh.token, price: local.dollars(1), expiresAt, supply: 10 };
  const { series } = await openSeries(owner.ctx, offer);
  await buyPass(buyer.ctx, { assetId, series, units: 1 });
  await expect(closeSeries(buyer.ctx, { assetId, series })).rejects.toMatchObject({ code: 'not_allowed' });
  await closeSeries(owner.ctx, { assetId, series });
  expect(await readSeries(owner.ctx.chain, { assetId, series })).toMatchObject({ closed: true, issued: 1 });
  await expect(buyPass(buyer.ctx, { assetId, series, units: 1 })).rejects.toMatchObject({ code: 'conflict' });
  await expect(closeSeries(owner.ctx, { assetId, series })).rejects.toMatchObject({ code: 'conflict' });
});

test('a pass gives its price back while it pays for no run, to its holder alone', async () => {
  const [owner, buyer] = [await fresh.participant(), await fresh.participant()];
  const assetId = await published(owner);
  const expiresAt = (await fresh.now()) + 86_400;
  const offer = { assetId, token: fresh.token, price: local.dollars(1), expiresAt, supply: 10 };
  const { series } = await openSeries(owner.ctx, offer);
  const units = { assetId, series, units: 2 };
  await buyPass(buyer.ctx, units);
  expect(await canRefundPass(buyer.ctx, units)).toBe(false);
  await expect(refundPass(buyer.ctx, units)).rejects.toThrow(AtollError);
  await setState(owner.ctx, { assetId, state: 'paused' });
  expect(await canRefundPass(buyer.ctx, units)).toBe(true);
  await expect(refundPass(owner.ctx, { ...units, holder: buyer.address })).rejects.toThrow(AtollError);
  await expect(canRefundPass(buyer.ctx, { ...units, units: 3 })).rejects.toThrow(AtollError);
  await setState(owner.ctx, { assetId, state: 'active' });
  expect(await canRefundPass(buyer.ctx, units)).toBe(false);
  await closeSeries(owner.ctx, { assetId, series });
  expect(await canRefundPass(buyer.ctx, units), 'what was sold still pays').toBe(false);
  await setState(owner.ctx, { assetId, state: 'retired' });
  expect(await canRefundPass(buyer.ctx, units)).toBe(true);
  await refundPass(buyer.ctx, units);
  expect(await fresh.credit(buyer)).toBe(local.dollars(2));
});

test('shares are dissolved by who holds all of them, and the owner names who is paid again', async () => {
  const [owner, friend] = [await fresh.participant(), await fresh.participant()];
  const { assetId, shares, supply } = await divided(owner);
  const give = (from: Participant, to: Participant, amount: bigint) =>
    simulateThenSend(from.ctx.chain, {
      ...{ address: shares, abi: erc20Abi, functionName: 'transfer' },
      args: [to.address, amount],
    });
  await give(owner, friend, supply / 4n);
  await expect(dissolveShares(owner.ctx, { shares })).rejects.toMatchObject({ code: 'not_allowed' });
  await give(friend, owner, supply / 4n);
  const { terms } = await readAsset(owner.ctx.chain, assetId);
  const payMe = { assetId, terms: { ...terms, beneficiary: friend.address } };
  await expect(setTerms(owner.ctx, payMe)).rejects.toThrow();
  await dissolveShares(owner.ctx, { shares });
  await setTerms(owner.ctx, payMe);
  expect(await readAsset(owner.ctx.chain, assetId)).toMatchObject({ payee: friend.address });
});

test('shares divide a further token once something of it came in, whoever says so', async () => {
  const [owner, stranger] = [await fresh.participant(), await fresh.participant()];
  const { shares } = await divided(owner);
  const further = Address.parse(fresh.market.book.contracts.token);
  await local.jobs(fresh.market, fresh.market.governance, 'setAccepted', [further, true]);
  await expect(addShareToken(stranger.ctx, { shares, token: further })).rejects.toMatchObject({
    code: 'conflict',
  });
  const holder = await fresh.participant(fresh.deployerKey);
  await deposit(holder.ctx, { token: further, amount: 10n ** 18n, to: shares });
  await addShareToken(stranger.ctx, { shares, token: further });
  const tokens = await fresh.market.chain.readContract({
    ...{ address: shares, abi: shareTokenAbi, functionName: 'tokens' },
  });
  expect(tokens.map((each) => each.toLowerCase())).toEqual([fresh.token, further]);
});

test('what was sent straight to shares is divided once somebody puts it into their credit', async () => {
  const [owner, stranger] = [await fresh.participant(), await fresh.participant()];
  const { shares } = await divided(owner);
  const { token } = fresh;
  const sweep = () => sweepShares(stranger.ctx, { shares, token });
  await expect(sweep()).rejects.toMatchObject({ code: 'conflict' });
  await simulateThenSend(stranger.ctx.chain, {
    ...{ address: token, abi: erc20Abi, functionName: 'transfer' },
    args: [shares, local.dollars(3)],
  });
  await sweep();
  await claimDividends(owner.ctx, { shares, tokens: [token] });
  expect(await fresh.credit(owner)).toBe(local.dollars(3));
});
