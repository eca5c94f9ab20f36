import { simulateThenSend } from '@atoll/chain/write';
import { giveQuote } from '@atoll/compute-provider/quotes/give-quote';
import { ask, requestFor } from '@atoll/compute-provider/test/market';
import { publishPair } from '@atoll/compute-provider/test/publish';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { orderFromWire } from '@atoll/schemas/order';
import { expect } from 'vitest';
import { providerAttack } from '../support/attack.ts';

export default providerAttack({
  title: 'an order with another buyer’s quote: his money, or her own recipient',
  expect: 'blocked',
  control: 'order on chain',
  attempt: async (market) => {
    const pair = await publishPair(market);
    const offer = await giveQuote(market.ctx, requestFor(market, pair));
    const order = orderFromWire(offer.order);
    const stranger = market.wallets.stranger.address;
    const attempts = [
      order,
      { ...order, buyer: stranger },
      { ...order, recipient: `0x${'11'.repeat(32)}` as const },
      { ...order, maxSeconds: order.maxSeconds + 1 },
    ];
    for (const [index, changed] of attempts.entries()) {
      // The first is sent by somebody else, the others by the buyer with something else in them.
      for (const who of index === 0 ? (['stranger'] as const) : (['stranger', 'buyer'] as const)) {
        await expect(
          simulateThenSend(await market.as(who), {
            address: market.book.contracts.jobs,
            abi: jobsAbi,
            functionName: 'order',
            args: [changed, { validUntil: offer.validUntil, signature: offer.signature }],
          }),
        ).rejects.toThrow();
      }
    }
    // A quote is asked for with the signature of who will pay.
    const posed = await ask(market, 'POST', '/quotes', { as: 'stranger', json: requestFor(market, pair) });
    expect(posed.status).toBeGreaterThanOrEqual(400);
    return 'the contract reverts in each case; the request is not taken';
  },
});
