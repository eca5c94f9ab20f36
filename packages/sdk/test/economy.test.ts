import { jobIdOf } from '@atoll/chain/job-id';
import { readAsset } from '@atoll/chain/read-asset';
import { readPasses } from '@atoll/chain/read-series';
import { receiptForChain, signReceipt } from '@atoll/chain/sign';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import * as local from '@atoll/contracts/testing/market';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import type { Order } from '@atoll/schemas/order';
import { sha256, stringToBytes } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerDispute } from '../src/answer-dispute.ts';
import { buyPass } from '../src/buy-pass.ts';
import { castVote } from '../src/cast-vote.ts';
import { claimDividends } from '../src/claim-dividends.ts';
import { closeChannel } from '../src/close-channel.ts';
import { createShares } from '../src/create-shares.ts';
import { delegateVotes } from '../src/delegate-votes.ts';
import { deposit } from '../src/deposit.ts';
import { disputeJob } from '../src/dispute-job.ts';
import { executeProposal } from '../src/execute-proposal.ts';
import { openChannel } from '../src/open-channel.ts';
import { openSeries } from '../src/open-series.ts';
import { createSalt, openOutput, outputsRoot } from '../src/outputs-root.ts';
import { propose } from '../src/propose.ts';
import { publishDerived } from '../src/publish-derived.ts';
import { queueProposal } from '../src/queue-proposal.ts';
import { rateJob } from '../src/rate-job.ts';
import { readProposalState } from '../src/read-proposal-state.ts';
import { redeemVoucher } from '../src/redeem-voucher.ts';
import { ruleDispute } from '../src/rule-dispute.ts';
import { signVoucher } from '../src/sign-voucher.ts';
import { type FreshMarket, openFreshMarket, type Participant } from './fresh-market.ts';

let fresh: FreshMarket;
let market: local.Market;
let provider: local.MarketProvider;
let token: Address;
let participant: FreshMarket['participant'];
let credit: FreshMarket['credit'];
beforeAll(async () => {
  fresh = await openFreshMarket();
  ({ market, token, participant, credit } = fresh);
  provider = await local.openProvider(market);
}, 60_000);
afterAll(() => fresh.close());

let nonces = 0n;
async function listing(owner: Participant) {
  nonces += 1n;
  const hosted = { provider: provider.account.address, nonce: nonces };
  const dataset = await local.publish(market, owner.account, {
    kind: 'dataset',
    price: local.dollars(10),
    ...hosted,
  });
  const algorithm = await local.publish(market, owner.account, {
    kind: 'algorithm',
    price: local.dollars(5),
    ...hosted,
  });
  const { leg } = algorithm;
  await local.assets(market, owner.account, 'approveAlgorithm', [
    dataset.leg.assetId,
    leg.assetId,
    leg.metadataDigest,
    2 ** 39,
    9,
  ]);
  return { dataset: dataset.leg, algorithm: leg };
}

async function order(buyer: Participant, dataset: local.Leg, algorithm: local.Leg): Promise<Order> {
  const draft = await local.draftOrder(market, {
    buyer: buyer.address,
    provider,
    datasets: [dataset],
    algorithm,
  });
  const legOf = (leg: local.Leg) => ({ ...leg, payee: Address.parse(leg.payee) });
  const placed: Order = {
    ...draft,
    ...{ buyer: buyer.address, provider: Address.parse(draft.provider) },
    ...{ payout: Address.parse(draft.payout), token: Address.parse(draft.token) },
    ...{ datasets: [legOf(dataset)], algorithm: legOf(algorithm) },
  };
  await deposit(buyer.ctx, { token, amount: local.dollars(60) });
  await local.jobs(market, buyer.account, 'order', [
    placed,
    await local.signQuote(market, provider.operator, placed),
  ]);
  return placed;
}

async function release(placed: Order, root?: Bytes32) {
  const deployment = { chainId: market.book.chainId, jobs: market.book.contracts.jobs };
  await market.control.increaseTime({ seconds: 60 });
  const receipt = {
    jobId: jobIdOf(placed, deployment),
    outcome: 'released',
    computeSeconds: 20,
    resultDigest: Bytes32.parse(generatePrivateKey()),
    statementDigest: Bytes32.parse(generatePrivateKey()),
    outputsRoot: root ?? Bytes32.parse(generatePrivateKey()),
  } as const;
  const signature = await signReceipt(provider.operator, receipt, deployment);
  await local.jobs(market, provider.account, 'settle', [placed, receiptForChain(receipt), signature]);
  return receipt.jobId;
}

async function paidRun(input: { root?: Bytes32 } = {}) {
  const [owner, buyer] = [await participant(), await participant()];
  const { dataset, algorithm } = await listing(owner);
  const placed = await order(buyer, dataset, algorithm);
  return { owner, buyer, dataset, algorithm, jobId: await release(placed, input.root) };
}

test('a pass pays for the dataset, and its owner is paid out of what the pass cost', async () => {
  const [owner, buyer] = [await participant(), await participant()];
  const { dataset, algorithm } = await listing(owner);
  const expiresAt = Number((await market.chain.getBlock()).timestamp) + 86_400 * 30;
  const price = local.dollars(7);
  const offer = { assetId: dataset.assetId, token, price, expiresAt, supply: 10 };
  const { series } = await openSeries(owner.ctx, offer);
  expect(series).toBe(1);
  await buyPass(buyer.ctx, { assetId: dataset.assetId, series, units: 2 });
  const held = () => readPasses(buyer.ctx.chain, { assetId: dataset.assetId, series, holder: buyer.address });
  expect(await held()).toBe(2n);
  await release(await order(buyer, { ...dataset, price, series }, algorithm));
  expect(await held()).toBe(1n);
  expect(await credit(owner)).toBe(local.dollars(12));
});

test('a buyer disputes with a bond; a ruling pays it out of the provider’s collateral', async () => {
  const { buyer, jobId } = await paidRun();
  const evidence = Bytes32.parse(generatePrivateKey());
  await disputeJob(buyer.ctx, { jobId, evidence });
  await expect(disputeJob(buyer.ctx, { jobId, evidence })).rejects.toMatchObject({ code: 'conflict' });
  const stranger = await participant();
  await expect(answerDispute(stranger.ctx, { jobId, evidence })).rejects.toMatchObject({
    code: 'not_allowed',
  });
  const arbiter = await participant(fresh.deployerKey);
  const before = await credit(buyer);
  await ruleDispute(arbiter.ctx, { jobId, slashed: local.dollars(10), bondForfeited: false });
  expect(await credit(buyer)).toBeGreaterThanOrEqual(before + local.dollars(5));
});

test('a ruling pays out also while its token is not accepted', async () => {
  const { buyer, jobId } = await paidRun();
  await disputeJob(buyer.ctx, { jobId, evidence: Bytes32.parse(generatePrivateKey()) });
  const arbiter = await participant(fresh.deployerKey);
  const accept = (accepted: boolean) =>
    local.jobs(market, market.governance, 'setAccepted', [token, accepted]);
  const before = await credit(buyer);
  await accept(false);
  await ruleDispute(arbiter.ctx, { jobId, slashed: local.dollars(10), bondForfeited: false });
  await accept(true);
  expect(await credit(buyer)).toBeGreaterThanOrEqual(before + local.dollars(5));
});

test('who paid for a run rates it once', async () => {
  const { buyer, owner, jobId } = await paidRun();
  await expect(rateJob(owner.ctx, { jobId, score: 5 })).rejects.toMatchObject({ code: 'not_allowed' });
  await rateJob(buyer.ctx, { jobId, score: 4 });
  await expect(rateJob(buyer.ctx, { jobId, score: 1 })).rejects.toMatchObject({ code: 'conflict' });
});

test('the buyer of a run publishes what it made, by the salts of the result', async () => {
  const outputs = ['metrics.json', 'model.onnx', 'log.txt'].map((name) => ({
    name,
    sha256: sha256(stringToBytes(`content of ${name}`)),
    salt: createSalt(),
  }));
  const { buyer, jobId } = await paidRun({ root: outputsRoot(outputs) });
  const wanted = {
    jobId,
    output: openOutput(outputs, 'model.onnx'),
    kind: 'model',
    terms: { token, price: 5n },
  } as const;
  const metadataDigest = Bytes32.parse(generatePrivateKey());
  const { tokenId } = await publishDerived(buyer.ctx, { ...wanted, metadataDigest });
  expect(await readAsset(buyer.ctx.chain, tokenId)).toMatchObject({ kind: 'model', owner: buyer.address });
  const again = await publishDerived(buyer.ctx, { ...wanted, metadataDigest });
  expect(again).toMatchObject({ tokenId });
  expect(again).not.toHaveProperty('receipt');
  const forged = openOutput(
    outputs.map((each) => ({ ...each, salt: createSalt() })),
    'model.onnx',
  );
  await expect(
    publishDerived(buyer.ctx, { ...wanted, output: forged, metadataDigest, nonce: 1n }),
  ).rejects.toMatchObject({ code: 'invalid_order' });
});

test('holders of shares claim what the asset earned', async () => {
  const [owner, buyer] = [await participant(), await participant()];
  const { dataset, algorithm } = await listing(owner);
  const { shares } = await createShares(owner.ctx, {
    ...{ assetId: dataset.assetId, name: 'Reef', symbol: 'REEF' },
    supply: 100n * 10n ** 18n,
  });
  await release(await order(buyer, { ...dataset, payee: shares }, algorithm));
  const before = await credit(owner);
  await claimDividends(owner.ctx, { shares, tokens: [token] });
  const earned = (await credit(owner)) - before;
  expect(earned).toBeGreaterThanOrEqual(local.dollars(10) - 1n);
  expect(earned).toBeLessThanOrEqual(local.dollars(10));
});

test('a channel pays by vouchers, and gives back what was not spent', async () => {
  const [payer, payee] = [await participant(), await participant()];
  const session = privateKeyToAccount(generatePrivateKey());
  const { channelId } = await openChannel(payer.ctx, {
    ...{ payee: payee.address, token, deposit: local.dollars(5) },
    ...{ closeDelay: 86_400, signer: Address.parse(session.address) },
  });
  const first = await signVoucher(payer.ctx, { channelId, cumulative: local.dollars(1), signer: session });
  await redeemVoucher(payee.ctx, first);
  await expect(redeemVoucher(payee.ctx, first)).rejects.toMatchObject({ code: 'conflict' });
  const forged = await signVoucher(payee.ctx, { channelId, cumulative: local.dollars(4) });
  await expect(redeemVoucher(payee.ctx, forged)).rejects.toMatchObject({ code: 'invalid_signature' });
  await closeChannel(payee.ctx, await signVoucher(payer.ctx, { channelId, cumulative: local.dollars(2) }));
  expect(await credit(payee)).toBe(local.dollars(2 * 0.975));
  expect(await credit(payer)).toBe(local.dollars(3));
});

test('holders vote a parameter into force, through the timelock', async () => {
  const holder = await participant(fresh.deployerKey);
  const { timelock, jobs } = market.book.contracts;
  await local.jobs(market, market.governance, 'transferOwnership', [timelock]);
  await delegateVotes(holder.ctx, {});
  const accept = { address: jobs, abi: jobsAbi, functionName: 'acceptOwnership', args: [] } as const;
  const raise = { address: jobs, abi: jobsAbi, functionName: 'setFeeRate', args: [300] } as const;
  const proposal = { calls: [accept, raise], description: 'Raise the fee to 3 %' };
  await market.control.mine({ blocks: 1, interval: 2 });
  const { proposalId } = await propose(holder.ctx, proposal);
  await fresh.pass(86_400 + 1);
  await castVote(holder.ctx, { proposalId, vote: 'for' });
  await fresh.pass(8 * 86_400);
  expect(await readProposalState(holder.ctx.chain, proposalId)).toBe('succeeded');
  await queueProposal(holder.ctx, proposal);
  await fresh.pass(2 * 86_400 + 1);
  await executeProposal(holder.ctx, proposal);
  const read = { address: jobs, abi: jobsAbi, functionName: 'feeRate' } as const;
  expect(await market.chain.readContract(read)).toBe(300);
});
