import { readAsset } from '@atoll/chain/read-asset';
import { readBalance } from '@atoll/chain/read-balance';
import { readCollateral } from '@atoll/chain/read-collateral';
import { readProvider } from '@atoll/chain/read-provider';
import { readPasses } from '@atoll/chain/read-series';
import { readJobState } from '@atoll/chain/read-job-state';
import { simulateThenSend } from '@atoll/chain/write';
import { rewardsAbi } from '@atoll/contracts/generated/rewards';
import { testDollarAbi } from '@atoll/contracts/generated/testDollar';
import { dollars, type MarketProvider, openProvider } from '@atoll/contracts/testing/market';
import { Address, AssetId, Bytes32, parseAssetId } from '@atoll/schemas/ids';
import { orderToWire } from '@atoll/schemas/order';
import { PinView } from '@atoll/schemas/marketplace-api';
import type { PreparedActs } from '@atoll/schemas/prepare-api';
import { readBounty } from '@atoll/sdk/bounty';
import { openOutput, outputsRoot } from '@atoll/sdk/outputs-root';
import { readProposalState } from '@atoll/sdk/read-proposal-state';
import { rewardTree } from '@atoll/sdk/reward-tree';
import { sharesOf } from '@atoll/sdk/shares-of';
import { signCalls } from '@atoll/sdk/sign-calls';
import { signDelegation } from '@atoll/sdk/sign-delegation';
import { signQuotedOrder } from '@atoll/sdk/sign-order';
import { signVote } from '@atoll/sdk/sign-vote';
import { signVoucher } from '@atoll/sdk/sign-voucher';
import { transferCreditCall } from '@atoll/sdk/transfer-credit';
import { maximumOf } from '@atoll/chain/maximum-of';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { algorithmBytes } from '../../test/documents.ts';
import { type LocalChain, localChain, publishPair, quoted, settle } from '../../test/local-chain.ts';
import { problemIn, wallet } from '../../test/market.ts';
import { preparing, send, somebodyWith, type Somebody } from '../../test/preparing.ts';
import type { PrepareVerb } from './verbs.ts';

const opens = await preparing();
const day = 86_400;
const digest = Bytes32.parse(`0x${'5'.repeat(64)}`);
const units = (amount: number) => dollars(amount).toString();

let local: LocalChain;
let provider: MarketProvider;
let token: Address;
let market: Awaited<ReturnType<typeof opens>>;
beforeAll(async () => {
  local = await localChain();
  token = Address.parse(local.market.token);
  provider = await openProvider(local.market);
}, 60_000);
beforeEach(async () => {
  market = await opens(local);
});
afterAll(() => local.stop());

const somebody = (amount = 100) => somebodyWith(local, amount);
/** Guarantee: viem made the address. */
const addressOf = (who: Somebody): Address => Address.parse(who.account.address);
const now = async () => Number((await local.market.chain.getBlock()).timestamp);
async function pass(seconds: number): Promise<void> {
  await local.market.control.increaseTime({ seconds });
  await local.market.control.mine({ blocks: 1 });
}
const credit = (who: Somebody) => readBalance(who.chain, { token, account: addressOf(who) });

/** Prepares, sends, and gives what was prepared with the last sentence. */
async function act(
  verb: PrepareVerb,
  who: Somebody,
  input: unknown,
): Promise<PreparedActs & { last: string }> {
  const acts = await market.prepare(verb, who, input);
  await send(who, acts);
  return { ...acts, last: acts.transactions.at(-1)?.says ?? '' };
}
const refusal = async (verb: PrepareVerb, who: Somebody, input: unknown) =>
  problemIn(await market.ask(verb, who, input));

async function published(owner: Somebody) {
  const pair = await publishPair(local, owner.account, provider);
  return { ...pair, assetId: pair.dataset.assetId.toString() };
}

test('an owner changes terms, price, state and mark of an asset, and gives it away', async () => {
  const [owner, heir] = [await somebody(), await somebody()];
  const { assetId, dataset } = await published(owner);
  const read = () => readAsset(owner.chain, dataset.assetId);
  const terms = { token, price: units(3), provider: provider.account.address, reviewWindow: 60 };
  const { last } = await act('set-terms', owner, { assetId, terms });
  expect(last).toBe(
    `Change the terms of asset ${assetId}: it costs 3 tUSD per run. Open orders keep theirs.`,
  );
  await act('change-price', owner, { assetId, price: units(4), token });
  expect((await read()).terms).toMatchObject({ price: dollars(4), reviewWindow: 60 });
  expect((await act('set-state', owner, { assetId, state: 'paused' })).last).toContain('open orders go on');
  expect(await read()).toMatchObject({ state: 'paused' });
  expect((await act('set-public', owner, { datasetId: assetId, isPublic: true })).last).toContain(
    'as public',
  );
  const publisher = addressOf(heir);
  const approval = { datasetId: assetId, publisher, runs: 2 };
  expect((await act('approve-publisher', owner, approval)).last).toContain('2 runs, until 20');
  await act('revoke-publisher', owner, { datasetId: assetId, publisher });
  expect(await refusal('set-terms', heir, { assetId, terms })).toMatchObject({ code: 'not_allowed' });
  await act('transfer-asset', owner, { assetId, to: addressOf(heir) });
  expect(await read()).toMatchObject({ owner: addressOf(heir) });
  expect(await refusal('set-state', heir, { assetId, state: 'sold' })).toMatchObject({
    ...{ code: 'malformed_request', detail: expect.stringContaining('arguments.state') },
  });
});

test('shares are made, earn, take a further token and are dissolved; what is no shares is refused', async () => {
  const owner = await somebody();
  const { assetId, dataset } = await published(owner);
  const made = { assetId, name: 'Reef', symbol: 'REEF', supply: `${10n ** 20n}` };
  expect((await act('create-shares', owner, made)).last).toContain('all of them for your own account');
  const shares = await sharesOf(owner, dataset.assetId);
  if (shares === undefined) throw new TypeError('there are no shares');
  await simulateThenSend(owner.chain, {
    ...{ address: token, abi: testDollarAbi, functionName: 'transfer', args: [shares, dollars(5)] },
  });
  expect((await act('sweep-shares', owner, { shares, token })).last).toContain('tUSD that lies with them');
  await act('claim-dividends', owner, { shares, tokens: [token] });
  expect(await credit(owner)).toBe(dollars(5));
  expect(await refusal('add-share-token', owner, { shares, token })).toMatchObject({ code: 'conflict' });
  await act('dissolve-shares', owner, { shares });
  expect(await sharesOf(owner, dataset.assetId)).toBeUndefined();
  for (const [verb, rest] of [
    ['dissolve-shares', {}],
    ['add-share-token', { token }],
    ['sweep-shares', { token }],
    ['claim-dividends', { tokens: [token] }],
  ] as const)
    expect(await refusal(verb, owner, { shares: addressOf(owner), ...rest })).toMatchObject({
      code: 'not_found',
    });
});

test('a bounty is put up, added to, worked for, awarded and ended, and what is left goes back', async () => {
  const [funder, friend, judge, worker] = [
    await somebody(),
    await somebody(),
    await somebody(),
    await somebody(),
  ];
  const submitUntil = (await now()) + day;
  const decideUntil = submitUntil + 2 * day;
  const opened = await act('open-bounty', funder, {
    ...{ kind: 'data', token, amount: units(20), specification: digest, judge: addressOf(judge) },
    ...{ submitUntil, decideUntil },
  });
  expect(opened.last).toContain('Put up 20 tUSD of your wallet');
  const bountyId = Bytes32.parse(opened.makes?.id);
  expect(opened.makes?.kind).toBe('bounty');
  await act('contribute-bounty', friend, { bountyId, amount: units(20) });
  await act('submit-to-bounty', worker, { bountyId, digest });
  await act('submit-to-bounty', friend, { bountyId, digest });
  await act('reject-submission', judge, { bountyId, submission: 2 });
  const award = { bountyId, submission: 1, submitter: addressOf(worker), amount: units(30) };
  expect(await refusal('award-bounty', worker, award)).toMatchObject({ code: 'not_allowed' });
  await act('award-bounty', judge, award);
  expect(await credit(worker)).toBe(dollars(30));
  expect(await refusal('close-bounty', funder, { bountyId })).toMatchObject({ code: 'conflict' });
  await pass(3 * day + 1);
  await act('close-bounty', worker, { bountyId });
  await act('reclaim-bounty', funder, { bountyId });
  await act('reclaim-bounty', funder, { bountyId, funder: addressOf(friend) });
  expect([await credit(funder), await credit(friend)]).toEqual([dollars(5), dollars(5)]);
  expect(await readBounty(funder.chain, bountyId)).toMatchObject({ closed: true });
});

test('a channel is opened, filled and redeemed, and ended by its payee or by its payer', async () => {
  const [payer, payee] = [await somebody(), await somebody()];
  const opening = { payee: addressOf(payee), token, deposit: units(5), closeDelay: 3600 };
  const open = async () => Bytes32.parse((await act('open-channel', payer, opening)).makes?.id);
  const channelId = await open();
  await act('top-up-channel', payer, { channelId, token, amount: units(5) });
  await act('redeem-voucher', payer, await signVoucher(payer, { channelId, cumulative: dollars(2) }));
  const last = await signVoucher(payer, { channelId, cumulative: dollars(8) });
  expect(await refusal('close-channel', payer, last)).toMatchObject({ code: 'not_allowed' });
  await act('close-channel', payee, last);
  // 8, less 2.5 % of it; what was not spent is the payer's
  expect([await credit(payee), await credit(payer)]).toEqual([dollars(7.8), dollars(2)]);
  const other = await open();
  await act('request-channel-close', payer, { channelId: other });
  expect(await refusal('finish-channel', payer, { channelId: other })).toMatchObject({ code: 'conflict' });
  await pass(3601);
  await act('finish-channel', payee, { channelId: other });
  expect(await credit(payer)).toBe(dollars(7));
});

test('prepaid runs are sold, given, handed on, given back, and end with their series', async () => {
  const [owner, holder, friend] = [await somebody(), await somebody(), await somebody()];
  const { assetId, dataset } = await published(owner);
  const series = { assetId, series: 1 };
  const { last } = await act('open-series', owner, {
    ...{ assetId, token, price: '0', expiresAt: (await now()) + day, supply: 10, transferable: true },
  });
  expect(last).toContain('Give 10 runs');
  await act('give-pass', owner, { ...series, units: 4, to: addressOf(holder) });
  await act('transfer-pass', holder, { ...series, units: 3, to: addressOf(friend) });
  const held = { assetId: dataset.assetId, series: 1, holder: addressOf(friend) };
  expect(await readPasses(owner.chain, held)).toBe(3n);
  const sold = { assetId, series: 2, units: 2 };
  await act('open-series', owner, {
    ...{ assetId, token, price: units(2), expiresAt: (await now()) + day, supply: 10 },
  });
  expect((await act('buy-pass', friend, sold)).last).toContain('Buy 2 runs');
  expect(await refusal('refund-pass', friend, sold)).toMatchObject({ code: 'conflict' });
  await act('set-state', owner, { assetId, state: 'retired' });
  await act('refund-pass', friend, sold);
  expect(await credit(friend)).toBe(dollars(4));
  await act('close-series', owner, series);
  expect(await refusal('give-pass', owner, { ...series, units: 1, to: addressOf(holder) })).toMatchObject({
    code: 'conflict',
  });
});

test('credit is given away, acts are carried out for others or taken back, and so is an order that its buyer signed', async () => {
  const [payer, friend] = [await somebody(), await somebody()];
  await act('deposit', payer, { token, amount: units(10) });
  expect(
    (await act('transfer-credit', payer, { token, amount: units(1), to: addressOf(friend) })).last,
  ).toContain('Give 1 tUSD of your credit');
  const gift = () =>
    signCalls(payer, {
      calls: [transferCreditCall(payer.chain, { token, to: addressOf(friend), amount: dollars(2) })],
      ...{ feeToken: token, fee: dollars(1) },
    });
  const { last } = await act('execute-act', friend, await gift());
  expect(last).toBe(`Carry out 1 call that ${addressOf(payer)} signed; you are credited 1 tUSD for it.`);
  expect([await credit(payer), await credit(friend)]).toEqual([dollars(6), dollars(4)]);
  const signed = await gift();
  await act('revoke-act', payer, { act: signed.act });
  expect(await refusal('execute-act', friend, signed)).toMatchObject({ code: 'conflict' });

  const { dataset, algorithm } = await published(friend);
  const pair = { dataset, algorithm };
  const offer = await quoted(local, { buyer: payer.account.address, provider, pair, relayFee: dollars(1) });
  const quote = { ...offer.quote, order: offer.order, jobId: offer.jobId, maximum: maximumOf(offer.order) };
  const bySignature = {
    ...{ order: orderToWire(offer.order), ...offer.quote, signed: await signQuotedOrder(payer, quote) },
  };
  expect((await act('send-signed-order', friend, bySignature)).last).toContain(
    'you are credited 1 tUSD for it',
  );
  expect(await readJobState(payer.chain, offer.jobId)).toMatchObject({ state: 'open' });
});

test('an asset is made of a run’s output, and a dispute that nobody ruled lapses', async () => {
  const buyer = await somebody();
  const { dataset, algorithm } = await published(await somebody());
  const offer = await quoted(local, { buyer: buyer.account.address, provider, pair: { dataset, algorithm } });
  const quote = { order: orderToWire(offer.order), ...offer.quote };
  await act('order', buyer, quote);
  const outputs = [{ name: 'model.onnx', sha256: digest, salt: digest }];
  await settle(local, buyer, provider, offer, outputsRoot(outputs));
  const { jobId } = offer;
  const { cid } = PinView.parse(
    await (await market.sendBlock(wallet(), algorithmBytes({ name: 'derived' }))).json(),
  );
  const derived = {
    ...{ jobId, kind: 'algorithm', metadata: cid, terms: { token, price: '0' } },
    output: openOutput(outputs, 'model.onnx'),
  };
  const other = { ...derived, output: { ...derived.output, name: 'other' } };
  expect(await refusal('publish-derived', buyer, other)).toMatchObject({ code: 'invalid_order' });
  const { makes, last } = await act('publish-derived', buyer, derived);
  expect(last).toContain('owes royalties');
  const { tokenId } = parseAssetId(AssetId.parse(makes?.id));
  expect(await readAsset(buyer.chain, tokenId)).toMatchObject({ owner: addressOf(buyer) });

  await act('dispute', buyer, { jobId, evidence: digest });
  expect(await refusal('lapse-dispute', buyer, { jobId })).toMatchObject({ code: 'conflict' });
  await pass(60 * day);
  expect((await act('lapse-dispute', buyer, { jobId })).last).toContain('bond and stake go back');
});

test('a provider registers, offers, stakes, drains and takes its stake out', async () => {
  const who = await somebody();
  const account = addressOf(who);
  const registration = { operator: account, payout: account, endpoint: 'https://provider.example' };
  expect((await act('register-provider', who, registration)).last).toContain('https://provider.example');
  expect((await market.prepare('register-provider', who, registration)).transactions).toEqual([]);
  await act('register-provider', who, { ...registration, endpoint: 'https://other.example' });
  expect(await readProvider(who.chain, account)).toMatchObject({ endpoint: 'https://other.example' });
  const document = {
    name: 'small',
    cpus: 1,
    memoryBytes: 2 ** 30,
    scratchBytes: 0,
    gpus: [],
    runtime: 'runc',
  };
  const offer = { document, token, pricePerSecond: '10', slots: 2 };
  expect((await act('set-environment', who, offer)).makes?.kind).toBe('environment');
  expect((await act('set-environment', who, { ...offer, active: false })).last).toContain('to nobody');
  await act('deposit-collateral', who, { token, bonded: units(50) });
  expect((await act('set-draining', who, { draining: true })).last).toContain('no new order');
  await act('unbond-collateral', who, { token, amount: units(50) });
  expect(await refusal('withdraw-collateral', who, { token })).toMatchObject({ code: 'conflict' });
  await pass(60 * day);
  expect((await act('withdraw-collateral', who, { token })).last).toContain('to your own account');
  expect(await readCollateral(who.chain, { provider: account, token })).toMatchObject({ bonded: 0n });
});

/** Who holds every vote and names the publisher of rewards. */
const governor = () => local.somebody(local.anvil.accounts[0]?.privateKey);

test('votes and delegations that others signed are sent, and a proposal is taken back', async () => {
  const [holder, friend] = [await governor(), await somebody()];
  await act('send-delegation', friend, await signDelegation(holder, {}));
  await pass(2);
  const proposal = { calls: [{ to: token, data: '0x12345678' }], description: 'nothing' };
  const proposed = async (description: string) =>
    BigInt((await act('propose', holder, { ...proposal, description })).makes?.id ?? '');
  const first = await proposed('nothing');
  expect(await refusal('cancel-proposal', friend, proposal)).toMatchObject({ code: 'not_allowed' });
  await act('cancel-proposal', holder, proposal);
  expect(await readProposalState(friend.chain, first)).toBe('canceled');
  const proposalId = await proposed('nothing again');
  await pass(day + 1);
  const vote = { proposalId: proposalId.toString(), vote: 'for', reason: 'it does no harm' };
  expect((await market.prepare('vote', holder, vote)).transactions[0]?.says).toContain('"it does no harm"');
  const signed = await signVote(holder, { proposalId, vote: 'for', reason: 'as said' });
  const changed = { ...signed, vote: 'against' };
  expect(await refusal('send-vote', friend, changed)).toMatchObject({ code: 'invalid_signature' });
  expect((await act('send-vote', friend, signed)).last).toContain(
    `${addressOf(holder)} signed, for proposal`,
  );
  expect(await refusal('vote', holder, vote)).toMatchObject({ code: 'conflict' });
});

test('an epoch of rewards is proposed, refused, proposed again, claimed by a proof, and swept', async () => {
  const [owner, publisher, winner] = [await governor(), await somebody(), await somebody()];
  const rewards = { address: owner.chain.addresses.rewards, abi: rewardsAbi } as const;
  await simulateThenSend(owner.chain, {
    ...rewards,
    ...{ functionName: 'setPublisher', args: [publisher.account.address] },
  });
  await act('deposit', publisher, { token, amount: units(10), to: rewards.address });
  const entries = [winner, publisher].map((who) => ({ account: addressOf(who), amount: units(3) }));
  const epoch = '7';
  const proposal = { epoch, token, entries, dataDigest: digest };
  const twice = { ...proposal, entries: [...entries, ...entries] };
  expect(await refusal('propose-epoch', publisher, twice)).toMatchObject({
    ...{ code: 'malformed_request', detail: expect.stringContaining('each account once') },
  });
  const most = entries.map(({ account }) => ({ account, amount: `${2n ** 96n - 1n}` }));
  expect(await refusal('propose-epoch', publisher, { ...proposal, entries: most })).toMatchObject({
    ...{ code: 'malformed_request', detail: expect.stringContaining('uint96') },
  });
  expect((await act('propose-epoch', publisher, proposal)).last).toContain('pays 6 tUSD');
  await act('veto-epoch', owner, { epoch });
  await act('propose-epoch', publisher, proposal);
  await pass(2 * day + 1);
  const proof = rewardTree(
    entries.map(({ account, amount }) => ({ epoch: 7n, account, amount: BigInt(amount) })),
  ).proofOf(addressOf(winner));
  await act('claim-reward', winner, { epoch, amount: units(3), proof });
  expect(await credit(winner)).toBe(dollars(3));
  expect(await refusal('claim-reward', winner, { epoch, entries })).toMatchObject({ code: 'conflict' });
  const others = { epoch, account: addressOf(publisher), entries };
  expect((await market.prepare('claim-reward', winner, others)).transactions).toHaveLength(1);
  await pass(366 * day);
  expect((await act('sweep-epoch', winner, { epoch })).last).toContain('treasury');
});
