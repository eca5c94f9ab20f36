import { rewardTree } from '@atoll/sdk/reward-tree';
import { day, hour, pass, type Story } from './cast.ts';

/** A channel from its opening to either of its ends. */
export const channel: Story = async function* channel(cast) {
  const { market, random } = cast;
  const id = await market.openChannel('buyer', 'algorithmAuthor', 500n);
  yield;
  await market.redeemVoucher('buyer', id, 1n + BigInt(random(200)));
  await market.topUp('buyer', id, 50n);
  yield;
  await market.requestClose('buyer', id);
  await market.redeemVoucher('buyer', id, 250n);
  yield;
  if (random(2) === 0) return void (await market.closeChannel('buyer', 'algorithmAuthor', id, 400n));
  await pass(cast, hour + 10);
  await market.finishChannel(id);
};

/** A bounty of two funders: one submission is rejected, another is paid, and what is left goes back. */
export const bounty: Story = async function* bounty(cast) {
  const { market, random } = cast;
  const submitUntil = (await market.now()) + 3 * day;
  const id = await market.openBounty('buyer', 'stranger', 500n, {
    submitUntil,
    decideUntil: submitUntil + day,
  });
  await market.contribute('dataOwner', id, BigInt(1 + random(90)));
  yield;
  await market.submit('algorithmAuthor', id);
  await market.submit('dataOwner', id);
  yield;
  await market.rejectSubmission('stranger', id, 2);
  await market.award('stranger', id, 1, BigInt(1 + random(90)));
  yield;
  await pass(cast, 5 * day);
  if (random(2) === 0) await market.closeBounty(id);
  await market.reclaim(id, 'buyer');
  await market.reclaim(id, 'dataOwner');
};

/** An epoch of rewards that is vetoed, proposed again, claimed, and sometimes swept. */
export const rewards: Story = async function* rewards(cast) {
  const { market, random } = cast;
  const { buyer, dataOwner, stranger } = market.wallets;
  const epoch = BigInt(10 + random(10 ** 6));
  const entries = [buyer, dataOwner, stranger].map(({ address }, place) => ({
    ...{ epoch, account: address, amount: BigInt(5 + place) },
  }));
  const { root, total, proofOf } = rewardTree(entries);
  await market.deposit('buyer', market.book.contracts.rewards, 100n);
  await market.proposeEpoch(epoch, root, total);
  yield;
  await market.vetoEpoch(epoch);
  await market.proposeEpoch(epoch, root, total);
  yield;
  await pass(cast, 2 * day + 10);
  for (const { account, amount } of entries.slice(random(2)))
    await market.claimReward(epoch, account, amount, proofOf(account) ?? []);
  await market.returnUncommitted(BigInt(1 + random(20)));
  yield;
  if (random(3) > 0) return;
  await pass(cast, 366 * day);
  await market.sweepEpoch(epoch);
};
