import { giveQuote } from '@atoll/compute-provider/quotes/give-quote';
import { requestFor } from '@atoll/compute-provider/test/market';
import { publishPair } from '@atoll/compute-provider/test/publish';
import { expect } from 'vitest';
import { providerAttack } from '../support/attack.ts';

export default providerAttack({
  title: 'a dataset and an algorithm that cost nothing, without an approval',
  expect: 'blocked',
  control: 'approval by chain and custodian',
  attempt: async (market) => {
    const runs = market.engine.started.length;
    const terms = { price: 0n };
    const unapproved = await publishPair(market, { terms, approveOnChain: false, approveHere: false });
    await expect(giveQuote(market.ctx, requestFor(market, unapproved))).rejects.toMatchObject({
      code: 'not_approved',
    });
    const onChainAlone = await publishPair(market, { terms, approveHere: false });
    await expect(giveQuote(market.ctx, requestFor(market, onChainAlone))).rejects.toMatchObject({
      code: 'custodian_approval_missing',
    });
    expect(market.engine.started).toHaveLength(runs);
    return 'no quote: not_approved, custodian_approval_missing';
  },
});
