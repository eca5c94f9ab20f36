import { connectChain } from '@atoll/chain/connect';
import { readBalance } from '@atoll/chain/read-balance';
import { readReleasedJobs } from '@atoll/chain/read-released-jobs';
import { simulateThenSend } from '@atoll/chain/write';
import { rewardsAbi } from '@atoll/contracts/generated/rewards';
import * as local from '@atoll/contracts/testing/market';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { startLimitedNode } from '@atoll/tests/support/limited-node';
import { generatePrivateKey } from 'viem/accounts';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { claimReward } from '../src/claim-reward.ts';
import { deposit } from '../src/deposit.ts';
import { epochDocument, readEpochDocument } from '../src/epoch-document.ts';
import { proposeEpoch } from '../src/propose-epoch.ts';
import { readEpoch } from '../src/read-epoch.ts';
import { epochSeconds, recomputeEpoch } from '../src/recompute-epoch.ts';
import { rewardTree } from '../src/reward-tree.ts';
import { sweepEpoch } from '../src/sweep-epoch.ts';
import { vetoEpoch } from '../src/veto-epoch.ts';
import { type FreshMarket, openFreshMarket, type Participant } from './fresh-market.ts';

const day = 86_400;

let fresh: FreshMarket;
let publisher: Participant;
let guardian: Participant;
beforeAll(async () => {
  fresh = await openFreshMarket();
  [publisher, guardian] = [await fresh.participant(), await fresh.participant()];
  const { chain } = (await fresh.participant(fresh.deployerKey)).ctx;
  const rewards = { address: chain.addresses.rewards, abi: rewardsAbi } as const;
  await simulateThenSend(chain, { ...rewards, functionName: 'setPublisher', args: [publisher.address] });
  await simulateThenSend(chain, { ...rewards, functionName: 'setGuardian', args: [guardian.address] });
}, 60_000);
afterAll(() => fresh.close());

/** A dataset for 10 and an algorithm for 5 of one owner, ordered and ended by `outcome` after 20 metered seconds. */
async function run(outcome: number) {
  const { market } = fresh;
  const provider = await local.openProvider(market);
  const [owner, buyer] = [await fresh.participant(), await fresh.participant()];
  const hosted = { provider: provider.account.address, nonce: 0n };
  const data = { kind: 'dataset', price: local.dollars(10), ...hosted } as const;
  const code = { kind: 'algorithm', price: local.dollars(5), ...hosted } as const;
  const dataset = await local.publish(market, owner.account, data);
  const algorithm = await local.publish(market, owner.account, code);
  const { assetId, metadataDigest } = algorithm.leg;
  const approval = [dataset.leg.assetId, assetId, metadataDigest, 2 ** 39, 9] as const;
  await local.assets(market, owner.account, 'approveAlgorithm', approval);
  await local.fund(market, buyer.account, market.book.contracts.jobs, local.dollars(100));
  const order = await local.draftOrder(market, {
    buyer: buyer.address,
    provider,
    datasets: [dataset.leg],
    algorithm: algorithm.leg,
  });
  await local.jobs(market, buyer.account, 'order', [
    order,
    await local.signQuote(market, provider.operator, order),
  ]);
  await market.control.increaseTime({ seconds: 60 });
  const settlement = { outcome, computeSeconds: 20 };
  const { receipt, signature } = await local.signReceipt(market, provider.operator, order, settlement);
  await local.jobs(market, provider.operator, 'settle', [order, receipt, signature]);
  return { owner, buyer, order };
}

test('an epoch is recomputed from events: released runs count in their week, others do not', async () => {
  const { owner, buyer, order } = await run(local.outcome.released);
  await run(local.outcome.algorithmFailed);
  const { chain } = buyer.ctx;
  const { token } = fresh;
  const epoch = BigInt(Math.floor((await fresh.now()) / epochSeconds));
  const jobs = await readReleasedJobs(chain, { token, from: 0, until: 2 ** 40 });
  const compute = order.pricePerSecond * 20n;
  const fee = ((local.dollars(15) + compute) * 250n) / 10_000n;
  expect(jobs).toMatchObject([
    {
      ...{ buyer: buyer.address, fee, compute, disputed: false },
      contributions: [
        { account: owner.address, amount: local.dollars(10) },
        { account: owner.address, amount: local.dollars(5) },
      ],
    },
  ]);
  // Public endpoints give logs of so many blocks at once, and each of its own number.
  const node = await startLimitedNode({ rpcUrl: fresh.rpcUrl, blocks: 7 });
  onTestFinished(() => node.close());
  const limited = await connectChain({ rpcUrl: node.rpcUrl, addressBook: fresh.market.book });
  expect(await readReleasedJobs(limited, { token, from: 0, until: 2 ** 40 })).toEqual(jobs);
  const terms = { token, fund: local.dollars(100), cap: 10_000n };
  const share = (amount: bigint) => (fee * amount) / (local.dollars(15) + compute);
  const amount = (share(local.dollars(10)) + share(local.dollars(5))) / 2n;
  const entries = [{ epoch, account: owner.address, amount }];
  const recomputed = await recomputeEpoch(chain, { epoch, ...terms });
  expect(recomputed.entries).toEqual(entries);
  expect(recomputed.tree?.root).toBe(rewardTree(entries).root);
  // From the published document alone a stranger comes to the same tree, and from the chain to the document's entries.
  const { bytes, digest: dataDigest } = await epochDocument(chain, { ...terms, entries });
  const { entries: told, ...facts } = await readEpochDocument(chain, { bytes, dataDigest });
  expect(rewardTree(told).root).toBe(recomputed.tree?.root);
  expect((await recomputeEpoch(chain, facts)).entries).toEqual(told);
  expect(await recomputeEpoch(chain, { epoch: epoch + 1n, ...terms })).toEqual({
    entries: [],
    tree: undefined,
  });
});

/** An epoch of 3 dollars for one account and 1 for another, with what pays them in the contract's credit. */
async function funded(epoch: bigint) {
  const [winner, other] = [await fresh.participant(), await fresh.participant()];
  const { token } = fresh;
  const { rewards } = publisher.ctx.chain.addresses;
  await deposit(publisher.ctx, { token, amount: local.dollars(4), to: rewards });
  const entries = [
    { epoch, account: winner.address, amount: local.dollars(3) },
    { epoch, account: other.address, amount: local.dollars(1) },
  ];
  return { winner, other, token, entries, dataDigest: Bytes32.parse(generatePrivateKey()) };
}

const openEpoch = () => fresh.pass(2 * day + 1);

test('an account claims its reward of an epoch, once nobody has refused it', async () => {
  const { winner, entries, ...terms } = await funded(1n);
  const [entry] = entries;
  const proof = rewardTree(entries).proofOf(winner.address);
  if (entry === undefined || proof === undefined) throw new TypeError('no reward');
  const { root, total } = await proposeEpoch(publisher.ctx, { ...terms, entries });
  expect({ root, total }).toEqual({ root: rewardTree(entries).root, total: local.dollars(4) });
  const { chain } = winner.ctx;
  expect(await readEpoch(chain, 1n)).toEqual({
    ...{ token: terms.token, root, total, claimed: 0n, swept: false },
    claimableFrom: (await fresh.now()) + 2 * day,
  });
  await expect(readEpoch(chain, 99n)).rejects.toMatchObject({ code: 'not_found' });
  const claim = () => claimReward(winner.ctx, { entries, account: winner.address });
  await expect(claim()).rejects.toMatchObject({ code: 'conflict' });
  await openEpoch();
  await expect(claimReward(winner.ctx, { ...entry, amount: entry.amount + 1n, proof })).rejects.toMatchObject(
    {
      code: 'invalid_signature',
    },
  );
  await claimReward(winner.ctx, { ...entry, proof });
  expect(await fresh.credit(winner)).toBe(local.dollars(3));
  expect(await readEpoch(chain, 1n)).toMatchObject({ claimed: local.dollars(3) });
  await expect(claim()).rejects.toMatchObject({ code: 'conflict' });
});

test('only the publisher proposes, what is covered, and a number once', async () => {
  const { entries, ...terms } = await funded(2n);
  const propose = (who: Participant, amount = 0n) =>
    proposeEpoch(who.ctx, {
      ...terms,
      entries: entries.map((entry) => ({ ...entry, amount: entry.amount + amount })),
    });
  await expect(propose(guardian)).rejects.toMatchObject({ code: 'not_allowed' });
  await expect(propose(publisher, local.dollars(1_000))).rejects.toMatchObject({
    code: 'insufficient_escrow',
  });
  await propose(publisher);
  await expect(propose(publisher)).rejects.toMatchObject({ code: 'conflict' });
});

test('the guardian alone refuses an epoch before it pays, and its number is used again', async () => {
  const { winner, entries, ...terms } = await funded(3n);
  const wrong = entries.map((entry) => ({ ...entry, amount: local.dollars(2) }));
  await proposeEpoch(publisher.ctx, { ...terms, entries: wrong });
  await expect(vetoEpoch(winner.ctx, { epoch: 3n })).rejects.toMatchObject({ code: 'not_allowed' });
  await vetoEpoch(guardian.ctx, { epoch: 3n });
  await expect(vetoEpoch(guardian.ctx, { epoch: 3n })).rejects.toMatchObject({ code: 'not_found' });
  await proposeEpoch(publisher.ctx, { ...terms, entries });
  await openEpoch();
  await expect(vetoEpoch(guardian.ctx, { epoch: 3n })).rejects.toMatchObject({ code: 'conflict' });
});

test('what nobody claimed within a year is the treasury’s, whoever says so', async () => {
  const { winner, other, entries, ...terms } = await funded(4n);
  await proposeEpoch(publisher.ctx, { ...terms, entries });
  await openEpoch();
  await claimReward(other.ctx, { entries, account: winner.address });
  await expect(sweepEpoch(other.ctx, { epoch: 4n })).rejects.toMatchObject({ code: 'conflict' });
  await fresh.pass(365 * day);
  const treasury = { token: terms.token, account: Address.parse(fresh.market.treasury) };
  const held = () => readBalance(other.ctx.chain, treasury);
  const before = await held();
  await sweepEpoch(other.ctx, { epoch: 4n });
  expect((await held()) - before).toBe(local.dollars(1));
  await expect(sweepEpoch(other.ctx, { epoch: 4n })).rejects.toMatchObject({ code: 'conflict' });
  await expect(sweepEpoch(other.ctx, { epoch: 5n })).rejects.toMatchObject({ code: 'not_found' });
});
