import { simulateThenSend } from '@atoll/chain/write';
import { bountiesAbi } from '@atoll/contracts/generated/bounties';
import * as local from '@atoll/contracts/testing/market';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { generatePrivateKey } from 'viem/accounts';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { awardBounty } from '../src/award-bounty.ts';
import { readBounty } from '../src/bounty.ts';
import { closeBounty } from '../src/close-bounty.ts';
import { contributeBounty } from '../src/contribute-bounty.ts';
import { openBounty } from '../src/open-bounty.ts';
import { reclaimBounty } from '../src/reclaim-bounty.ts';
import { rejectSubmission } from '../src/reject-submission.ts';
import { submitToBounty, submitToBountyCall } from '../src/submit-to-bounty.ts';
import { type FreshMarket, openFreshMarket, type Participant } from './fresh-market.ts';

const day = 86_400;

let fresh: FreshMarket;
beforeAll(async () => {
  fresh = await openFreshMarket();
}, 60_000);
afterAll(() => fresh.close());

const someDigest = () => Bytes32.parse(generatePrivateKey());

/** A pot of 60 dollars that takes submissions for a day and awards for two more. */
async function opened(funder: Participant, judge: Participant) {
  const submitUntil = (await fresh.now()) + day;
  const terms = {
    kind: 'model',
    token: fresh.token,
    specification: someDigest(),
    judge: judge.address,
    submitUntil,
    decideUntil: submitUntil + 2 * day,
    salt: someDigest(),
  } as const;
  const { bountyId } = await openBounty(funder.ctx, { ...terms, amount: local.dollars(60) });
  return { bountyId, terms };
}

test('a pot is awarded to who earned it, and its rest goes back in proportion', async () => {
  const [funder, backer] = [await fresh.participant(), await fresh.participant()];
  const [judge, worker] = [await fresh.participant(), await fresh.participant()];
  const { bountyId, terms } = await opened(funder, judge);
  await contributeBounty(backer.ctx, { bountyId, amount: local.dollars(30) });
  const { kind, token, decideUntil } = terms;
  expect(await readBounty(funder.ctx.chain, bountyId)).toMatchObject({
    ...{ kind, token, decideUntil, judge: judge.address, closed: false },
    ...{ total: local.dollars(90), rest: local.dollars(90) },
  });
  const { submission } = await submitToBounty(worker.ctx, { bountyId, digest: someDigest() });
  await awardBounty(judge.ctx, {
    ...{ bountyId, submission, submitter: worker.address, amount: local.dollars(30) },
  });
  expect(await fresh.credit(worker)).toBe(local.dollars(30));
  await expect(closeBounty(worker.ctx, { bountyId })).rejects.toMatchObject({ code: 'conflict' });
  await expect(reclaimBounty(funder.ctx, { bountyId })).rejects.toMatchObject({ code: 'conflict' });

  await fresh.pass(3 * day + 1);
  await closeBounty(worker.ctx, { bountyId });
  expect(await readBounty(funder.ctx.chain, bountyId)).toMatchObject({ closed: true });
  await reclaimBounty(funder.ctx, { bountyId });
  expect(await fresh.credit(funder)).toBe(local.dollars(40));
  await expect(reclaimBounty(funder.ctx, { bountyId })).rejects.toMatchObject({ code: 'conflict' });
  await reclaimBounty(worker.ctx, { bountyId, funder: backer.address });
  expect(await fresh.credit(backer)).toBe(local.dollars(20));
  expect(await fresh.credit(worker)).toBe(local.dollars(30));
});

test('who did not submit in time is told so, and a pot without work goes back after submissions', async () => {
  const [funder, judge] = [await fresh.participant(), await fresh.participant()];
  const { bountyId } = await opened(funder, judge);
  await fresh.pass(day + 1);
  const late = submitToBounty(funder.ctx, { bountyId, digest: someDigest() });
  await expect(late).rejects.toMatchObject({ code: 'conflict' });
  await reclaimBounty(funder.ctx, { bountyId });
  expect(await fresh.credit(funder)).toBe(local.dollars(60));
});

test('a rejected submission is out, and its number goes to nobody else', async () => {
  const [funder, judge] = [await fresh.participant(), await fresh.participant()];
  const [spammer, worker] = [await fresh.participant(), await fresh.participant()];
  const { bountyId } = await opened(funder, judge);
  const worthless = await submitToBounty(spammer.ctx, { bountyId, digest: someDigest() });
  expect(worthless.submission).toBe(1);
  await rejectSubmission(judge.ctx, { bountyId, submission: 1 });
  const amount = local.dollars(60);
  const award = awardBounty(judge.ctx, { bountyId, submission: 1, submitter: spammer.address, amount });
  await expect(award).rejects.toMatchObject({ code: 'not_found' });
  const { submission } = await submitToBounty(worker.ctx, { bountyId, digest: someDigest() });
  expect(submission).toBe(2);
  const mistaken = awardBounty(judge.ctx, { bountyId, submission, submitter: spammer.address, amount });
  await expect(mistaken).rejects.toMatchObject({ code: 'conflict' });
  await awardBounty(judge.ctx, { bountyId, submission, submitter: worker.address, amount });
  const rejection = rejectSubmission(judge.ctx, { bountyId, submission });
  await expect(rejection).rejects.toMatchObject({ code: 'conflict' });
  expect(await fresh.credit(worker)).toBe(amount);
});

test('a submitter learns the number of his own submission when others submit in the same block', async () => {
  const [funder, judge] = [await fresh.participant(), await fresh.participant()];
  const [first, second] = [await fresh.participant(), await fresh.participant()];
  const { bountyId } = await opened(funder, judge);
  onTestFinished(() => fresh.market.control.setAutomine(true));
  await fresh.market.control.setAutomine(false);
  const digests = [someDigest(), someDigest()] as const;
  const both = [
    submitToBounty(first.ctx, { bountyId, digest: digests[0] }),
    simulateThenSend(
      second.ctx.chain,
      submitToBountyCall(second.ctx.chain, { bountyId, digest: digests[1] }),
    ),
  ] as const;
  const waiting = async () => (await fresh.market.control.getTxpoolStatus()).pending === 2;
  await expect.poll(waiting, { timeout: 10_000 }).toBe(true);
  await fresh.market.control.mine({ blocks: 1 });
  await fresh.market.control.setAutomine(true);
  const [{ submission, receipt }, other] = await Promise.all(both);
  expect(receipt.blockHash).toBe(other.blockHash);
  const who = await first.ctx.chain.publicClient.readContract({
    ...{ address: fresh.market.book.contracts.bounties, abi: bountiesAbi },
    functionName: 'submissionOf',
    args: [bountyId, submission],
  });
  expect(Address.parse(who.submitter)).toBe(first.address);
  expect(await readBounty(first.ctx.chain, bountyId)).toMatchObject({ submissions: 2, pending: 2 });
});

test('only the judge decides, within the pot, and does not submit himself', async () => {
  const [funder, judge, worker] = [
    await fresh.participant(),
    await fresh.participant(),
    await fresh.participant(),
  ];
  const { bountyId, terms } = await opened(funder, judge);
  const digest = someDigest();
  const { submission } = await submitToBounty(worker.ctx, { bountyId, digest });
  const award = (who: Participant, amount: number) =>
    awardBounty(who.ctx, {
      ...{ bountyId, submission, submitter: worker.address, amount: local.dollars(amount) },
    });
  await expect(award(worker, 1)).rejects.toMatchObject({ code: 'not_allowed' });
  const rejection = rejectSubmission(funder.ctx, { bountyId, submission });
  await expect(rejection).rejects.toMatchObject({ code: 'not_allowed' });
  const own = submitToBounty(judge.ctx, { bountyId, digest });
  await expect(own).rejects.toMatchObject({ code: 'not_allowed' });
  await expect(award(judge, 61)).rejects.toMatchObject({ code: 'insufficient_escrow' });
  await award(judge, 1);
  const late = contributeBounty(funder.ctx, { bountyId, amount: 1n });
  await expect(late).rejects.toMatchObject({ code: 'conflict' });
  const again = openBounty(funder.ctx, { ...terms, amount: 1n });
  await expect(again).rejects.toMatchObject({ code: 'conflict' });
  const unknown = contributeBounty(funder.ctx, { bountyId: someDigest(), amount: 1n });
  await expect(unknown).rejects.toMatchObject({ code: 'not_found' });
});

test('an asset is submitted by its owner alone', async () => {
  const [funder, judge] = [await fresh.participant(), await fresh.participant()];
  const [owner, thief] = [await fresh.participant(), await fresh.participant()];
  const { bountyId } = await opened(funder, judge);
  const { leg } = await local.publish(fresh.market, owner.account, {
    ...{ kind: 'dataset', price: 1n, nonce: 1n },
    provider: judge.address,
  });
  const offer = { bountyId, assetId: leg.assetId, digest: Bytes32.parse(leg.metadataDigest) };
  await expect(submitToBounty(thief.ctx, offer)).rejects.toMatchObject({ code: 'not_allowed' });
  expect((await submitToBounty(owner.ctx, offer)).submission).toBe(1);
});
