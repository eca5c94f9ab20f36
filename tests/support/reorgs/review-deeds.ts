import { randomDigest } from '@atoll/indexer/testing/actor';
import type { Market } from '@atoll/indexer/testing/market';
import type { Random } from '@atoll/indexer/testing/seeded';
import type { Order } from '@atoll/schemas/order';
import type { openPair } from './more-deeds.ts';

/** Machines that the provider lists besides the one that orders name. */
const machines = [randomDigest(), randomDigest()];

/**
 * Random deeds of a provider, one for each call: runs that wait for their owner's review and all their ends, and changes of what it offers.
 * What would have the provider refuse every order is taken back at once, in a block of its own.
 */
export function reviewDeedsOn(
  market: Market,
  pair: Awaited<ReturnType<typeof openPair>>,
  random: Random,
): () => Promise<unknown> {
  const reported: Order[] = [];
  const pass = (seconds: number) => market.anvil.rpc('evm_increaseTime', [seconds]);
  const { provider, stranger } = market.wallets;

  const report = async () => {
    const drafted = await market.draft(pair.dataset, pair.algorithm);
    const order = { ...drafted, settleBy: drafted.reviewBy + 3_600 };
    await market.order(order);
    await pass(60);
    await market.report(order, 1 + random(50));
    reported.push(order);
  };
  const end = async () => {
    const order = reported.pop();
    if (order === undefined) return report();
    const what = random(6);
    if (what === 0) return market.settle(order, 'withheld', 1 + random(50));
    if (what === 1) return market.settle(order, 'provider_failed', 0);
    if (what === 2) return market.cancel(order);
    if (what === 3) return market.settle(order, 'released', 1 + random(50));
    await pass(what === 4 ? 7_300 : 10_900);
    return what === 4 ? market.finalizeWithheld(order) : market.expire(order);
  };
  const offer = async () => {
    const what = random(4);
    if (what === 0) {
      await market.drain('provider', true);
      return market.drain('provider', false);
    }
    if (what === 1) {
      await market.updateProvider('provider', 'https://elsewhere.example', stranger.address);
      return market.updateProvider('provider', `https://p${random(9)}.example`, provider.address);
    }
    const changed = { slots: 1 + random(6), active: random(3) > 0 };
    return market.rent('provider', machines[random(2)] ?? randomDigest(), BigInt(1 + random(30)), changed);
  };
  return () => [report, end, end, offer][random(4)]?.() ?? report();
}
