import { revokeAlgorithm } from '@atoll/compute-provider/approvals/revoke-algorithm';
import { giveQuote } from '@atoll/compute-provider/quotes/give-quote';
import { requestFor, reaches, sendOrder } from '@atoll/compute-provider/test/market';
import { approvalFor, publishPair } from '@atoll/compute-provider/test/publish';
import { expect } from 'vitest';
import { providerAttack } from '../support/attack.ts';

export default providerAttack({
  title: 'an order after the custodian took the approval back, also with a quote from before',
  expect: 'blocked',
  control: 'approval by chain and custodian',
  attempt: async (market) => {
    const pair = await publishPair(market);
    const offer = await giveQuote(market.ctx, requestFor(market, pair));
    await revokeAlgorithm(market.ctx, approvalFor(pair));
    await expect(giveQuote(market.ctx, requestFor(market, pair))).rejects.toMatchObject({
      code: 'custodian_approval_missing',
    });
    const runs = market.engine.started.length;
    await sendOrder(market, offer);
    expect(await reaches(market, offer.jobId, 'refused')).toMatchObject({
      reason: 'approval_revoked',
      settlement: 'refunded',
    });
    expect(market.engine.started).toHaveLength(runs);
    return 'no quote; the order is refused with a full refund, and nothing ran';
  },
});
