import { randomDigest } from '@atoll/indexer/testing/actor';
import type { Story } from './cast.ts';

/** Changes of what a provider offers. What would have it refuse every order is taken back at once, in a block of its own. */
export const offers: Story = async function* offers(cast) {
  const { market, random } = cast;
  const { provider, stranger } = market.wallets;
  const machine = randomDigest();
  await market.rent('provider', machine, BigInt(1 + random(30)), { slots: 1 + random(6) });
  yield;
  await market.drain('provider', true);
  await market.drain('provider', false);
  yield;
  await market.updateProvider('provider', 'https://elsewhere.example', stranger.address);
  await market.updateProvider('provider', `https://p${random(9)}.example`, provider.address);
  yield;
  const changed = { slots: 7 + random(6), active: random(3) > 0 };
  await market.rent('provider', machine, BigInt(1 + random(30)), changed);
};
