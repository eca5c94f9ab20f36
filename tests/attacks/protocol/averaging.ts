import { setPolicy } from '@atoll/compute-provider/guard/set-policy';
import { decideReview } from '@atoll/compute-provider/jobs/decide-review';
import { giveQuote } from '@atoll/compute-provider/quotes/give-quote';
import { orderPair, reaches, requestFor } from '@atoll/compute-provider/test/market';
import { publishPair } from '@atoll/compute-provider/test/publish';
import { GuardPolicy } from '@atoll/schemas/guard';
import { expect } from 'vitest';
import { providerAttack } from '../support/attack.ts';

export default providerAttack({
  title: 'a dataset carried out piece by piece, in outputs that are each innocent',
  expect: 'limit',
  control: 'budget of released bytes',
  attempt: async (market) => {
    const pair = await publishPair(market);
    await setPolicy(market.ctx, { name: 'reef', policy: GuardPolicy.parse({ maxReleasedBytes: 40 }) });
    try {
      const piece = (part: number) => {
        market.engine.behave({ files: { 'metrics.json': `{"part":${part},"a":1}` } });
        return orderPair(market, pair, { parameters: { folds: part } });
      };
      // Eighteen bytes each: two fit, the third waits, and for a fourth there is no quote.
      for (const part of [2, 3]) await reaches(market, (await piece(part)).jobId, 'released');
      const third = await piece(4);
      await reaches(market, third.jobId, 'output_review');
      await expect(
        giveQuote(market.ctx, requestFor(market, pair, { parameters: { folds: 5 } })),
      ).rejects.toThrow();
      await decideReview(market.ctx, {
        jobId: third.jobId,
        decision: 'withhold',
        reviewer: market.wallets.dataOwner.address,
      });
      await reaches(market, third.jobId, 'withheld');
    } finally {
      await setPolicy(market.ctx, { name: 'reef', policy: GuardPolicy.parse({}) });
    }
    return '36 of 40 bytes leave; the next output waits for the owner, and no quote is given';
  },
});
