import { readProvider } from '@atoll/chain/read-provider';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import * as local from '@atoll/contracts/testing/market';
import { Address } from '@atoll/schemas/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { approvePublisher } from '../src/approve-publisher.ts';
import { deposit } from '../src/deposit.ts';
import { registerProvider } from '../src/provider-register.ts';
import { revokePublisher } from '../src/revoke-publisher.ts';
import { setDraining } from '../src/set-draining.ts';
import { setPublic } from '../src/set-public.ts';
import { type FreshMarket, openFreshMarket, type Participant } from './fresh-market.ts';

let fresh: FreshMarket;
let provider: local.MarketProvider;
beforeAll(async () => {
  fresh = await openFreshMarket();
  provider = await local.openProvider(fresh.market);
}, 60_000);
afterAll(() => fresh.close());

async function published(owner: Participant, kind: 'dataset' | 'algorithm') {
  const terms = { kind, price: 1n, provider: provider.account.address, nonce: 1n };
  return (await local.publish(fresh.market, owner.account, terms)).leg;
}

/** Has the buyer order one run, and says whether the chain took it. */
async function order(buyer: Participant, dataset: local.Leg, algorithm: local.Leg) {
  const { market, token } = fresh;
  const draft = await local.draftOrder(market, {
    buyer: buyer.address,
    provider,
    datasets: [dataset],
    algorithm,
  });
  await deposit(buyer.ctx, { token, amount: local.dollars(60) });
  const quote = await local.signQuote(market, provider.operator, draft);
  return local.jobs(market, buyer.account, 'order', [draft, quote]);
}

test('a publisher’s algorithms run on a public dataset until the approval is taken back', async () => {
  const [owner, publisher] = [await fresh.participant(), await fresh.participant()];
  const buyer = await fresh.participant();
  const [dataset, algorithm] = [await published(owner, 'dataset'), await published(publisher, 'algorithm')];
  const grant = { datasetId: dataset.assetId, publisher: publisher.address };
  await expect(approvePublisher(owner.ctx, grant)).rejects.toMatchObject({ code: 'not_allowed' });
  const stranger = setPublic(publisher.ctx, { datasetId: dataset.assetId, isPublic: true });
  await expect(stranger).rejects.toMatchObject({ code: 'not_allowed' });
  await setPublic(owner.ctx, { datasetId: dataset.assetId, isPublic: true });
  await expect(order(buyer, dataset, algorithm)).rejects.toThrow(/NotApproved/);

  await approvePublisher(owner.ctx, { ...grant, validFor: 3_600, runs: 2 });
  await order(buyer, dataset, algorithm);
  const [expiresAt, runsLeft] = await fresh.market.chain.readContract({
    ...{ address: fresh.market.book.contracts.assetRegistry, abi: assetRegistryAbi },
    functionName: 'publisherApprovalOf',
    args: [grant.datasetId, grant.publisher],
  });
  expect(runsLeft).toBe(1);
  expect(expiresAt).toBeLessThanOrEqual((await fresh.now()) + 3_600);

  await revokePublisher(owner.ctx, grant);
  await expect(order(buyer, dataset, algorithm)).rejects.toThrow(/NotApproved/);
  await expect(revokePublisher(owner.ctx, grant)).rejects.toMatchObject({ code: 'not_approved' });
});

test('approvals of publishers sleep while the dataset is not public', async () => {
  const [owner, publisher] = [await fresh.participant(), await fresh.participant()];
  const buyer = await fresh.participant();
  const [dataset, algorithm] = [await published(owner, 'dataset'), await published(publisher, 'algorithm')];
  const { assetId: datasetId } = dataset;
  await setPublic(owner.ctx, { datasetId, isPublic: true });
  await approvePublisher(owner.ctx, { datasetId, publisher: publisher.address });
  await setPublic(owner.ctx, { datasetId, isPublic: false });
  await expect(order(buyer, dataset, algorithm)).rejects.toThrow(/NotApproved/);
  await setPublic(owner.ctx, { datasetId, isPublic: true });
  await order(buyer, dataset, algorithm);
});

test('a provider drains and comes back, and nothing is sent twice', async () => {
  const operator = await fresh.participant();
  const account = await fresh.participant();
  const draining = async () => (await readProvider(account.ctx.chain, account.address)).draining;
  const unknown = setDraining(account.ctx, { draining: true });
  await expect(unknown).rejects.toMatchObject({ code: 'not_found' });
  await registerProvider(
    { chain: account.ctx.chain, account: account.ctx.account },
    {
      operator: operator.address,
      payout: Address.parse(account.address),
      endpoint: 'https://provider.example',
    },
  );
  expect(await setDraining(account.ctx, { draining: false })).toBeUndefined();
  expect(await setDraining(account.ctx, { draining: true })).toBeDefined();
  expect(await draining()).toBe(true);
  expect(await setDraining(account.ctx, { draining: true })).toBeUndefined();
  await setDraining(account.ctx, { draining: false });
  expect(await draining()).toBe(false);
});
