import { createHash } from 'node:crypto';
import type { Bytes32 } from '@atoll/schemas/ids';
import { approveAtProvider } from '@atoll/sdk/approve-algorithm';
import type { MarketContext } from '@atoll/sdk/context';
import { haltProvider, resumeProvider } from '@atoll/sdk/halt-provider';
import { listRequests } from '@atoll/sdk/list-requests';
import { listReviews } from '@atoll/sdk/list-reviews';
import { rejectRequest } from '@atoll/sdk/reject-request';
import { listOwnRequests, requestApproval, withdrawRequest } from '@atoll/sdk/request-approval';
import { reviewOutput } from '@atoll/sdk/review-output';
import { setBuyers } from '@atoll/sdk/set-buyers';
import { signAgreement } from '@atoll/sdk/sign-agreement';
import { cidOfDigest } from '@atoll/storage/digest';
import { testDatabase } from '@atoll/tests/support/test-database';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { giveQuote } from '../src/quotes/give-quote.ts';
import { type Market, openMarket, orderPair, reaches, requestFor } from './market.ts';
import { publishPair } from './publish.ts';

let market: Market;
let owner: MarketContext;
let buyer: MarketContext;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, slots: 8 });
  [owner, buyer] = [await contextOf('dataOwner'), await contextOf('buyer')];
});
afterAll(() => market?.close());

/** The SDK's context of a wallet, whose requests go to the application without a port. */
async function contextOf(wallet: keyof Market['wallets']): Promise<MarketContext> {
  return {
    chain: await market.as(wallet),
    marketplaceUrl: 'http://market.test',
    providerUrl: 'http://provider.test',
    account: privateKeyToAccount(market.wallets[wallet].privateKey),
    fetch: async (url, init) => market.app().request(url, init),
  };
}

test('a scientist asks for approval, is refused with a reason, asks again and is approved', async () => {
  const pair = await publishPair(market, { approveHere: false });
  const wanted = {
    datasetId: pair.datasetId,
    algorithmId: pair.algorithmId,
    metadataDigest: pair.algorithmDigest,
  };
  const first = await requestApproval(buyer, { ...wanted, message: 'for our survey' });
  expect(await listRequests(owner)).toMatchObject([{ id: first.id, message: 'for our survey' }]);
  await rejectRequest(owner, { id: first.id, reason: 'say what for' });
  const second = await requestApproval(buyer, { ...wanted, message: 'for our survey of reefs' });
  await approveAtProvider(owner, wanted);
  expect(await listOwnRequests(buyer)).toMatchObject([
    { id: second.id, state: 'approved' },
    { id: first.id, state: 'rejected', reason: 'say what for' },
  ]);
  await expect(withdrawRequest(buyer, { id: second.id })).rejects.toMatchObject({ code: 'conflict' });
  await expect(listRequests(buyer)).rejects.toMatchObject({ code: 'not_allowed' });
});

test('a buyer is listed, signs the agreement and is quoted; a halt refuses until it is lifted', async () => {
  const text: Bytes32 = `0x${createHash('sha256').update('be kind to the reef').digest('hex')}`;
  const agreement = { title: 'Terms', text: cidOfDigest(text).toString() };
  const pair = await publishPair(market, { rules: { buyers: 'listed', agreement } });
  const quote = () => giveQuote(market.ctx, requestFor(market, pair));
  await expect(quote()).rejects.toMatchObject({ code: 'buyer_not_listed' });
  const { address } = market.wallets.buyer;
  expect(await setBuyers(owner, { name: 'reef', buyers: [address] })).toEqual([address]);
  await expect(quote()).rejects.toMatchObject({ code: 'agreement_missing' });
  expect(await signAgreement(buyer, { datasetId: pair.datasetId, text })).toMatchObject({
    cid: agreement.text,
  });
  expect(await haltProvider(owner, { reason: 'an incident' })).toMatchObject({ halted: true });
  await expect(quote()).rejects.toMatchObject({ code: 'provider_halted' });
  expect(await resumeProvider(owner)).toEqual({ halted: false });
  await quote();
});

test('a reviewer lists what is held and releases what was seen', async () => {
  const pair = await publishPair(market, { rules: { release: 'review' }, reviewWindow: 3600 });
  market.engine.behave({ files: { 'metrics.json': '{}' } });
  const { jobId } = await orderPair(market, pair);
  await reaches(market, jobId, 'output_review');
  const [held] = await listReviews(owner);
  if (held === undefined) throw new Error('nothing is held');
  const { outputsDigest } = held;
  await expect(reviewOutput(buyer, { jobId, decision: 'release', outputsDigest })).rejects.toMatchObject({
    code: 'not_allowed',
  });
  await reviewOutput(owner, { jobId, decision: 'release', outputsDigest });
  await reaches(market, jobId, 'released');
});
