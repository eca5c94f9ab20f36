import { giveQuote } from '@atoll/compute-provider/quotes/give-quote';
import { requestFor } from '@atoll/compute-provider/test/market';
import { approveOnChain, publishCopy, publishPair } from '@atoll/compute-provider/test/publish';
import { expect } from 'vitest';
import { providerAttack } from '../support/attack.ts';

export default providerAttack({
  title: 'an approved algorithm published again for nothing, so that its author is not paid',
  expect: 'blocked',
  control: 'approval by chain and custodian',
  attempt: async (market) => {
    const runs = market.engine.started.length;
    const copy = await publishCopy(market, await publishPair(market));
    await expect(giveQuote(market.ctx, requestFor(market, copy))).rejects.toMatchObject({
      code: 'not_approved',
    });
    await approveOnChain(market, copy);
    await expect(giveQuote(market.ctx, requestFor(market, copy))).rejects.toMatchObject({
      code: 'custodian_approval_missing',
    });
    expect(market.engine.started).toHaveLength(runs);
    return 'no quote: not_approved, custodian_approval_missing';
  },
});
