import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventName } from '../decode/market-event.ts';
import { randomDeeds } from '../testing/deeds.ts';
import { seeded } from '../testing/seeded.ts';
import { foldChain, readEvents } from '../testing/fold-chain.ts';
import { type Market, startMarket } from '../testing/market.ts';
import { marketFacts } from '../testing/truth/market-facts.ts';

let market: Market;
beforeAll(async () => {
  market = await startMarket();
});
afterAll(() => market.stop());

/** What has to have happened for the comparison to mean something. */
const wanted: readonly EventName[] = [
  'accessPass.PassesGiven',
  'accessPass.PassesRefunded',
  'accessPass.PassesSold',
  'accessPass.SeriesClosed',
  'accessPass.SeriesOpened',
  'accessPass.TransferBatch',
  'accessPass.TransferSingle',
  'assetRegistry.AssetDerived',
  'assetRegistry.BeneficiaryLockChanged',
  'assetRegistry.DerivativeRoyaltyChanged',
  'assetRegistry.PublicChanged',
  'assetRegistry.PublisherApproved',
  'assetRegistry.PublisherRevoked',
  'bounties.BountyAwarded',
  'bounties.BountyClosed',
  'bounties.BountyFunded',
  'bounties.ContributionReclaimed',
  'bounties.SubmissionMade',
  'bounties.SubmissionRejected',
  'channels.ChannelClosed',
  'channels.ChannelClosing',
  'channels.ChannelToppedUp',
  'channels.VoucherRedeemed',
  'jobs.CreditTransferred',
  'jobs.JobEnded',
  'jobs.JobSettled',
  'jobs.OrderRelayed',
  'jobs.RoyaltyPaid',
  'jobs.Withdrawn',
  'revenueShares.SharesCreated',
  'revenueShares.SharesReleased',
  'rewards.EpochProposed',
  'rewards.EpochSwept',
  'rewards.EpochVetoed',
  'rewards.RewardClaimed',
  'rewards.UncommittedReturned',
  'shareToken.DividendClaimed',
  'shareToken.SharesDissolved',
  'shareToken.TokenAdded',
  'shareToken.Transfer',
];

test('after random deeds every row is what the contracts answer, however the events fell into batches', async () => {
  const random = seeded(4);
  const deed = await randomDeeds(market, random);
  for (let count = 0; count < 600; count += 1) await deed();
  const happened = new Set((await readEvents(market)).map(({ name }) => name));
  expect(wanted.filter((name) => !happened.has(name))).toEqual([]);
  const tables = await foldChain(market, () => random(40));
  for (const [name, { mirror, chain }] of Object.entries(await marketFacts(market, tables))) {
    expect(mirror, name).toEqual(chain);
  }
  expect(tables.dangling).toBe(0);
}, 120_000);
