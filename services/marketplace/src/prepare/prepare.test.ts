import { readAllowance } from '@atoll/chain/read-allowance';
import { readApproval } from '@atoll/chain/read-approval';
import { readAsset } from '@atoll/chain/read-asset';
import { readBalance, readTokenBalance } from '@atoll/chain/read-balance';
import { readJobState } from '@atoll/chain/read-job-state';
import { maximumOf } from '@atoll/chain/maximum-of';
import { encodePermit } from '@atoll/chain/permit';
import { signReport } from '@atoll/chain/sign';
import { forViem } from '@atoll/chain/typed-data';
import { simulateThenSend } from '@atoll/chain/write';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { dollars, jobs, type MarketProvider, openProvider } from '@atoll/contracts/testing/market';
import { disputesAbi } from '@atoll/contracts/generated/disputes';
import { Address, Bytes32, parseAssetId, AssetId } from '@atoll/schemas/ids';
import { orderToWire } from '@atoll/schemas/order';
import { PinView } from '@atoll/schemas/marketplace-api';
import { deposit } from '@atoll/sdk/deposit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalChain, localChain, publishPair, quoted, settle } from '../../test/local-chain.ts';
import { problemIn, wallet } from '../../test/market.ts';
import { preparing, send, somebodyWith, type Somebody } from '../../test/preparing.ts';
import { algorithmBytes } from '../../test/documents.ts';

const opens = await preparing();

let local: LocalChain;
let provider: MarketProvider;
let token: Address;

beforeAll(async () => {
  local = await localChain();
  token = Address.parse(local.market.token);
  provider = await openProvider(local.market);
}, 60_000);
afterAll(() => local.stop());

const open = () => opens(local);
const withDollars = (amount: number) => somebodyWith(local, amount);
const digest = Bytes32.parse(`0x${'5'.repeat(64)}`);

/** Guarantee: viem made the address. */
const addressOf = (who: Somebody): Address => Address.parse(who.account.address);

async function offered(buyer: Somebody) {
  const owner = await local.somebody();
  const pair = await publishPair(local, owner.account, provider);
  const offer = await quoted(local, { buyer: buyer.account.address, provider, pair });
  return { ...offer, pair, owner };
}

const orderArguments = ({ order, quote }: Awaited<ReturnType<typeof offered>>) => ({
  ...{ order: orderToWire(order), validUntil: quote.validUntil, signature: quote.signature },
});

test('an order is prepared with the allowance that it lacks, says what it costs, and what is sent is the order', async () => {
  const { prepare } = await open();
  const buyer = await withDollars(100);
  const offer = await offered(buyer);
  const acts = await prepare('order', buyer, orderArguments(offer));
  expect(acts.makes).toEqual({ kind: 'order', id: offer.jobId });
  // 10 + 5 + 3,600 seconds at 0.01, and 2.5 % of it
  expect(acts.transactions.map(({ says }) => says)).toEqual([
    `Let the escrow (${buyer.chain.addresses.jobs}) take at most 52.275 tUSD from your wallet.`,
    'Order a run: at most 52.275 tUSD is locked in escrow. What is not used comes back.',
  ]);
  // preparing has done nothing
  expect(await readJobState(buyer.chain, offer.jobId)).toMatchObject({ state: 'none' });
  await send(buyer, acts);
  expect(await readJobState(buyer.chain, offer.jobId)).toMatchObject({ state: 'open' });
  expect(await readTokenBalance(buyer.chain, { token, account: addressOf(buyer) })).toBe(
    dollars(100) - maximumOf(offer.order),
  );
});

test('an order by signatures needs no transaction of the buyer: whoever sends them places it', async () => {
  const { prepare } = await open();
  const buyer = await withDollars(100);
  const offer = await offered(buyer);
  const acts = await prepare('order', buyer, { ...orderArguments(offer), by: 'signatures' });
  expect(acts.transactions).toEqual([]);
  const signed = new Map<string, `0x${string}`>();
  for (const { purpose, typedData } of acts.signatures ?? []) {
    const { domain, types, primaryType, message } = typedData;
    signed.set(purpose, await buyer.account.signTypedData(forViem({ domain, types, primaryType, message })));
  }
  expect([...signed.keys()]).toEqual(['permit', 'order']);
  expect(acts.signatures?.[0]?.says).toContain('Let the escrow take at most 52.275 tUSD');
  const permit = encodePermit(
    { value: maximumOf(offer.order), deadline: offer.quote.validUntil },
    signed.get('permit') ?? '0x',
  );
  const relayer = await local.somebody();
  await simulateThenSend(relayer.chain, {
    address: relayer.chain.addresses.jobs,
    abi: jobsAbi,
    functionName: 'orderBySig',
    args: [offer.order, offer.quote, signed.get('order'), permit],
  });
  expect(await readJobState(buyer.chain, offer.jobId)).toMatchObject({ state: 'open' });
});

test('what the contracts would refuse is refused with their reason, before anybody signs', async () => {
  const { ask } = await open();
  const poor = await withDollars(1);
  const offer = await offered(poor);
  expect(await problemIn(await ask('order', poor, orderArguments(offer)))).toMatchObject({
    code: 'insufficient_escrow',
  });
  const stranger = await withDollars(100);
  expect(await problemIn(await ask('order', stranger, orderArguments(offer)))).toMatchObject({
    code: 'not_allowed',
    hint: expect.stringContaining('account'),
  });
  expect(await problemIn(await ask('withdraw', poor, { tokens: [token] }))).toMatchObject({
    code: 'conflict',
  });
  const noToken = { token: poor.account.address, amount: '1' };
  expect(await problemIn(await ask('deposit', poor, noToken))).toMatchObject({
    code: 'not_found',
    hint: expect.stringContaining('addresses'),
  });
  const { metadataDigest } = offer.pair.algorithm;
  const datasetId = offer.pair.dataset.assetId.toString();
  const algorithmId = offer.pair.algorithm.assetId.toString();
  const version = { datasetId, algorithmId, metadataDigest };
  expect(await problemIn(await ask('approve', poor, version))).toMatchObject({
    code: 'not_allowed',
  });
  expect(await problemIn(await ask('dispute', poor, { jobId: digest, evidence: digest }))).toMatchObject({
    code: 'conflict',
  });
});

test('a withdrawal, a deposit and an approval that were prepared do what the SDK’s own do', async () => {
  const { prepare } = await open();
  const saver = await withDollars(20);
  const account = addressOf(saver);
  const put = await prepare('deposit', saver, { token, amount: dollars(8).toString() });
  expect(put.transactions.at(-1)?.says).toBe('Turn 8 tUSD of your wallet into credit of your own account.');
  await send(saver, put);
  const same = await withDollars(20);
  await deposit(same, { token, amount: dollars(8) });
  for (const read of [readBalance, readTokenBalance]) {
    expect(await read(saver.chain, { token, account })).toBe(
      await read(same.chain, { token, account: addressOf(same) }),
    );
  }
  const spender = saver.chain.addresses.jobs;
  expect(await readAllowance(saver.chain, { token, owner: account, spender })).toBe(0n);
  const out = await prepare('withdraw', saver, { tokens: [token] });
  expect(out.transactions.map(({ says }) => says)).toEqual([
    'Withdraw all of your credit in tUSD to your own account.',
  ]);
  await send(saver, out);
  expect(await readTokenBalance(saver.chain, { token, account })).toBe(dollars(20));

  const owner = await local.somebody();
  const pair = await publishPair(local, owner.account, provider);
  const datasetId = pair.dataset.assetId.toString();
  const algorithmId = pair.algorithm.assetId.toString();
  const version = { datasetId, algorithmId, metadataDigest: digest };
  const acts = await prepare('approve', owner, { ...version, runs: 3 });
  expect(acts.transactions[0]?.says).toContain('3 runs, until 20');
  await send(owner, acts);
  const approval = {
    ...{ datasetId: pair.dataset.assetId, algorithmId: pair.algorithm.assetId, algorithmDigest: digest },
  };
  expect(await readApproval(owner.chain, approval)).toMatchObject({ runsLeft: 3 });
  await send(owner, await prepare('revoke', owner, version));
  expect(await readApproval(owner.chain, approval)).toBeUndefined();
});

test('an asset is published from a document that is pinned here, and revised', async () => {
  const market = await open();
  const author = await local.somebody();
  const pinned = async (name: string) => {
    const response = await market.sendBlock(wallet(), algorithmBytes({ name }));
    return PinView.parse(await response.json()).cid;
  };
  const metadata = await pinned('first');
  const terms = { token, price: dollars(2).toString() };
  const acts = await market.prepare('publish', author, { kind: 'algorithm', metadata, terms });
  expect(acts.transactions.map(({ says }) => says)).toEqual([
    'Publish an algorithm that costs 2 tUSD per run.',
  ]);
  await send(author, acts);
  const { tokenId } = parseAssetId(AssetId.parse(acts.makes?.id));
  expect(await readAsset(author.chain, tokenId)).toMatchObject({ kind: 'algorithm', version: 1 });
  // again: it is there already, so nothing is left to do
  const again = await market.prepare('publish', author, { kind: 'algorithm', metadata, terms });
  expect(again.transactions).toEqual([]);

  const next = { assetId: tokenId.toString(), metadata: await pinned('second') };
  await send(author, await market.prepare('revise', author, next));
  expect(await readAsset(author.chain, tokenId)).toMatchObject({ version: 2 });
  const missing = 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy';
  expect(
    await problemIn(await market.ask('publish', author, { kind: 'algorithm', metadata: missing, terms })),
  ).toMatchObject({ code: 'not_found', hint: expect.stringContaining('POST /pins') });
  const noDocument = PinView.parse(
    await (await market.sendBlock(wallet(), new TextEncoder().encode('{}'))).json(),
  );
  expect(
    (await market.ask('publish', author, { kind: 'algorithm', metadata: noDocument.cid, terms })).status,
  ).toBe(422);
});

test('a rating, a dispute with its bond, its answer and its ruling are prepared for a run that was paid', async () => {
  const { prepare, ask } = await open();
  const buyer = await withDollars(200);
  const offer = await offered(buyer);
  await send(buyer, await prepare('order', buyer, orderArguments(offer)));
  await settle(local, buyer, provider, offer);
  const { jobId } = offer;
  const rated = await prepare('rate', buyer, { jobId, score: 4 });
  expect(rated.transactions.map(({ says }) => says)).toEqual(['Rate the run with 4 of 5, once and for all.']);
  await send(buyer, rated);
  const disputed = await prepare('dispute', buyer, { jobId, evidence: digest });
  expect(disputed.transactions).toHaveLength(2);
  expect(disputed.transactions[0]?.says).toContain('the contract of disputes');
  await send(buyer, disputed);
  // Preparing signs nothing, so that whoever may send it is enough.
  const as = (address: Address): Somebody => ({ ...buyer, account: { ...buyer.account, address } });
  const answer = await prepare('answer-dispute', as(provider.account.address), { jobId, evidence: digest });
  expect(answer.transactions.map(({ says }) => says)).toEqual([
    'Answer the dispute for the provider with the document of this digest.',
  ]);
  const ruling = { jobId, slashed: '0', bondForfeited: true };
  expect(await problemIn(await ask('rule-dispute', buyer, ruling))).toMatchObject({ code: 'not_allowed' });
  const { arbiter } = await buyer.chain.publicClient.readContract({
    address: buyer.chain.addresses.disputes,
    abi: disputesAbi,
    functionName: 'terms',
  });
  const ruled = await prepare('rule-dispute', as(Address.parse(arbiter)), ruling);
  expect(ruled.transactions.map(({ says }) => says)).toEqual([
    'Rule the dispute for the provider, for good: the buyer’s bond goes to it.',
  ]);
});

test('an order whose reported run nobody released is ended for its buyer once the review is over', async () => {
  const { prepare, ask } = await open();
  const buyer = await withDollars(200);
  const offer = await offered(buyer);
  const { order, jobId, deployment } = offer;
  await send(buyer, await prepare('order', buyer, orderArguments(offer)));
  const { control } = local.market;
  await control.increaseTime({ seconds: 60 });
  const signature = await signReport(provider.operator, { jobId, computeSeconds: 7 }, deployment);
  await jobs(local.market, provider.account, 'reportRun', [order, 7, signature]);
  const input = { order: orderToWire(order) };
  expect(await problemIn(await ask('finalize-withheld', buyer, input))).toMatchObject({ code: 'conflict' });
  await control.setNextBlockTimestamp({ timestamp: BigInt(order.reviewBy + 1) });
  await control.mine({ blocks: 1 });
  const acts = await prepare('finalize-withheld', buyer, input);
  expect(acts.transactions.map(({ says }) => says)).toEqual([
    'End an order whose run was reported and not released: at most 20 tUSD pays compute and algorithm, and its buyer gets back the rest.',
  ]);
  await send(buyer, acts);
  expect(await readJobState(buyer.chain, jobId)).toMatchObject({ state: 'ended' });
});

test('votes are delegated, and nobody may propose without them', async () => {
  const { prepare, ask } = await open();
  const voter = await local.somebody();
  const acts = await prepare('delegate', voter, {});
  expect(acts.transactions[0]?.says).toBe('Let your own account vote with your tokens. They stay yours.');
  await send(voter, acts);
  const proposal = { calls: [{ to: token, data: '0x12345678' }], description: 'nothing' };
  expect(await problemIn(await ask('propose', voter, proposal))).toMatchObject({ code: 'not_allowed' });
});
