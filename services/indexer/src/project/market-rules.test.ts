import { disputesAbi } from '@atoll/contracts/generated/disputes';
import { readRatedJobs } from '@atoll/chain/read-rated-jobs';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { relayAbi } from '@atoll/contracts/generated/relay';
import { rewardsAbi } from '@atoll/contracts/generated/rewards';
import type { Order } from '@atoll/schemas/order';
import type { Outcome } from '@atoll/schemas/job';
import { recomputeReputation } from '@atoll/sdk/recompute-reputation';
import { reputationOf } from '@atoll/sdk/reputation';
import { encodeFunctionData, keccak256, encodeAbiParameters } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomDigest } from '../testing/actor.ts';
import { disputeActions, tokenOf } from '../testing/dispute-actions.ts';
import { foldChain } from '../testing/fold-chain.ts';
import { disputeFacts, parameterFacts, rentalFacts } from '../testing/governance-truth.ts';
import { type Market, startMarket } from '../testing/market.ts';
import { senderOf } from '../testing/sender.ts';

let market: Market;
let actions: ReturnType<typeof disputeActions> & ReturnType<typeof senderOf>;
beforeAll(async () => {
  market = await startMarket();
  actions = { ...disputeActions(market), ...senderOf(market) };
});
afterAll(() => market.stop());

const hour = 3_600;
const day = 24 * hour;

/** Compares what this test is about, as of the head; gives the rows. */
async function compare() {
  const tables = await foldChain(market, () => 5);
  expect(tables.dangling).toBe(0);
  const all = [
    await rentalFacts(market, tables),
    ...(await disputeFacts(market, tables)),
    await parameterFacts(market, tables),
  ];
  for (const { mirror, chain } of all) expect(mirror).toEqual(chain);
  return tables;
}

async function pair() {
  const digest = randomDigest();
  const { dataOwner, algorithmAuthor } = market.wallets;
  const dataset = { metadataDigest: randomDigest(), price: 5_000n, payee: dataOwner.address };
  const algorithm = { metadataDigest: digest, price: 700n, payee: algorithmAuthor.address };
  const datasetId = await market.publish('dataOwner', dataset);
  const algorithmId = await market.publish('algorithmAuthor', { ...algorithm, kind: 'algorithm' });
  const version = { assetId: algorithmId, metadataDigest: digest };
  await market.approve('dataOwner', datasetId, version, (await market.now()) + 300 * day);
  return async (): Promise<Order> =>
    market.draft({ ...dataset, assetId: datasetId }, { ...algorithm, assetId: algorithmId });
}

async function run(draft: () => Promise<Order>, outcome: Outcome = 'released', seconds = 600) {
  const order = await draft();
  const jobId = await market.order(order);
  await actions.wait(seconds);
  await market.settle(order, outcome, seconds);
  return { order, jobId };
}

const setCurve = (atFull: number) =>
  encodeFunctionData({
    abi: providerRegistryAbi,
    functionName: 'setCurve',
    args: [{ kink: 5_000, atZero: 11_000, atKink: 12_345, atFull }],
  });

test('what an environment may ask is at every time what the contract answers', async () => {
  const { providerRegistry } = market.book.contracts;
  const draft = await pair();
  const resources = randomDigest();
  const setSlots = (slots: number, pricePerSecond: bigint) =>
    actions.sendAs(
      market.wallets.provider.address,
      providerRegistry,
      encodeFunctionData({
        abi: providerRegistryAbi,
        functionName: 'setEnvironment',
        args: [
          {
            resourcesDigest: resources,
            token: tokenOf(market),
            pricePerSecond,
            slots,
            active: true,
          },
        ],
      }),
    );
  await setSlots(2, 1_000_003n);
  const environment = keccak256(
    encodeAbiParameters(
      [{ type: 'address' }, { type: 'bytes32' }],
      [market.wallets.provider.address, resources],
    ),
  );
  const drafted = async () => ({ ...(await draft()), environment, pricePerSecond: 0n });
  const outcomes = [
    'released',
    'algorithm_failed',
    'withheld',
    'refused',
    'provider_failed',
    'released',
  ] as const;
  for (const outcome of outcomes) {
    await run(drafted, outcome, 599);
    await compare();
  }
  await setSlots(1, 1_000_003n);
  await compare();
  // The last second before fewer slots count, and the one from which on they do.
  const slotsFrom = (await market.now()) + day;
  for (const time of [slotsFrom - 1, slotsFrom]) {
    await actions.waitUntil(time);
    await compare();
  }
  await run(drafted, 'released', 600);
  await actions.asTimelock(providerRegistry, setCurve(77_777));
  const tables = await compare();
  const busy = (await tables.state('environments')).find((each) => each.environment === environment);
  expect(busy?.load).toBeGreaterThan(0n);
  await actions.wait(7_201);
  await compare();
}, 120_000);

test('a run withheld in silence loads as it was reported, one that expires loads and costs nothing', async () => {
  const draft = await pair();
  const report = async () => {
    const drafted = await draft();
    const order = { ...drafted, reviewBy: drafted.runBy + 60 };
    await market.order(order);
    await actions.wait(500);
    await market.report(order, 500);
    return order;
  };
  const [silent, expiring] = [await report(), await report()];
  const loadOf = async () =>
    (await (await compare()).state('environments')).find(
      ({ environment }) => environment === silent.environment,
    );
  expect(await loadOf()).toMatchObject({ load: 0n });
  await market.anvil.rpc('evm_setNextBlockTimestamp', [silent.reviewBy + 1]);
  const args = [silent] as const;
  const finalize = encodeFunctionData({ abi: jobsAbi, functionName: 'finalizeWithheld', args });
  await actions.sendAs(market.wallets.stranger.address, market.book.contracts.jobs, finalize);
  const withheld = await loadOf();
  expect(withheld?.load).toBeGreaterThan(0n);
  await market.anvil.rpc('evm_setNextBlockTimestamp', [expiring.settleBy + 1]);
  await market.expire(expiring);
  expect(await loadOf()).toEqual(withheld);
  const ended = (await (await compare()).state('jobs')).filter(({ outcome }) => outcome === 'expired');
  expect(ended.map(({ paid, buyer }) => [paid, buyer])).toEqual([[0n, expiring.buyer]]);
}, 120_000);

test('disputes are at every time what the contract answers, whichever way they end', async () => {
  const { disputes, jobs } = market.book.contracts;
  const token = tokenOf(market);
  const terms = {
    arbiter: market.wallets.stranger.address,
    bondRate: 700,
    rulingTerm: 5 * day,
    buyerShare: 3_000,
  };
  await actions.asTimelock(
    disputes,
    encodeFunctionData({ abi: disputesAbi, functionName: 'setTerms', args: [terms] }),
  );
  const draft = await pair();
  const jobsRun = [];
  for (let count = 0; count < 5; count += 1) jobsRun.push(await run(draft));
  for (const { order } of jobsRun) await actions.dispute(order);
  await actions.answer('operator', jobsRun[0]?.jobId ?? '0x');
  await actions.answer('provider', jobsRun[0]?.jobId ?? '0x');
  await compare();
  const [slashed, nothing, forfeited, unlisted, lapsed] = jobsRun.map(({ jobId }) => jobId);
  await actions.rule('stranger', slashed ?? '0x', 3_333n, false);
  await actions.rule('stranger', nothing ?? '0x', 0n, false);
  await actions.rule('stranger', forfeited ?? '0x', 0n, true);
  const accept = (accepted: boolean) =>
    actions.asTimelock(
      jobs,
      encodeFunctionData({ abi: jobsAbi, functionName: 'setAccepted', args: [token, accepted] }),
    );
  await accept(false);
  await actions.rule('stranger', unlisted ?? '0x', 2_000n, false);
  await accept(true);
  await actions.wait(6 * day);
  await actions.lapse(lapsed ?? '0x');
  const tables = await compare();
  const found = await tables.state('disputes');
  expect(found.map(({ state }) => state)).toEqual(['ruled', 'ruled', 'ruled', 'ruled', 'lapsed']);
  expect(found.map(({ to_buyer, to_treasury }) => [to_buyer, to_treasury])).toEqual([
    [999n, 2_334n],
    [null, null],
    [null, null],
    [600n, 1_400n],
    [null, null],
  ]);
  expect((await tables.fact('dispute_answers')).length).toBe(2);
}, 120_000);

test('what anybody reads of ratings from the chain is what the mirror has of them', async () => {
  const draft = await pair();
  const { provider } = market.wallets;
  for (const [outcome, score] of [
    ['released', 5],
    ['algorithm_failed', 2],
    ['released', 4],
  ] as const) {
    const { order } = await run(draft, outcome, 300);
    await actions.wait(10 * day);
    await actions.rate(order, score);
  }
  const rows = await (await compare()).fact('ratings');
  const read = await readRatedJobs(market.chain, { provider: provider.address });
  expect(read).toEqual(
    rows.map(({ job_id: jobId, buyer, token, score, paid, counted, job_ended_at }) => ({
      ...{ jobId, buyer, token, score, paid, own: !counted },
      endedAt: BigInt(job_ended_at),
    })),
  );
  const now = BigInt(await market.now());
  const asked = { provider: provider.address, token: tokenOf(market), wholeToken: 10_000n };
  expect(await recomputeReputation(market.chain, asked)).toEqual(
    reputationOf(read, { now, wholeToken: asked.wholeToken, own: [] }),
  );
}, 120_000);

test('ratings weigh what the job cost, acts are told once, and rewards name their offices', async () => {
  const { relay, rewards, jobs } = market.book.contracts;
  const draft = await pair();
  const { order, jobId } = await run(draft);
  await actions.rate(order, 4);
  const { buyer, stranger } = market.wallets;
  await market.deposit('buyer', buyer.address, 1_000n);
  const acts = [await actions.act('buyer', 'execute', 40n), await actions.act('buyer', 'revoke')];
  for (const functionName of ['setPublisher', 'setGuardian', 'transferOwnership'] as const) {
    const data = encodeFunctionData({ abi: rewardsAbi, functionName, args: [stranger.address] });
    await actions.asTimelock(rewards, data);
  }
  await actions.asTimelock(
    jobs,
    encodeFunctionData({
      abi: jobsAbi,
      functionName: 'setExpiryTerms',
      args: [{ slashRate: 900, buyerShare: 4_000, callerShare: 300 }],
    }),
  );
  const tables = await compare();
  const job = (await tables.state('jobs')).find(({ job_id }) => job_id === jobId);
  expect((await tables.fact('ratings')).at(-1)).toMatchObject({
    ...{ job_id: jobId, score: 4, paid: job?.paid, job_ended_at: job?.ended_at, counted: true },
  });
  const told = await tables.fact('signed_acts');
  expect(told.map(({ digest, relayer, fee }) => [digest, relayer, fee])).toEqual([
    [acts[0], stranger.address, 40n],
    [acts[1], null, 0n],
  ]);
  for (const { digest } of told) {
    const used = { address: relay, abi: relayAbi, functionName: 'isUsed', args: [digest] } as const;
    expect(await market.chain.publicClient.readContract(used)).toBe(true);
  }
}, 120_000);
