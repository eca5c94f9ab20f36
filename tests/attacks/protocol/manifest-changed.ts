import { giveQuote } from '@atoll/compute-provider/quotes/give-quote';
import { orderPair, reaches, requestFor } from '@atoll/compute-provider/test/market';
import { newVersion } from '@atoll/compute-provider/test/new-version';
import { publishPair } from '@atoll/compute-provider/test/publish';
import { expect } from 'vitest';
import { providerAttack } from '../support/attack.ts';

export default providerAttack({
  title: 'another program under the same algorithm, published after the approval',
  expect: 'blocked',
  control: 'digests',
  attempt: async (market) => {
    const pair = await publishPair(market);
    const { jobId } = await orderPair(market, pair);
    await reaches(market, jobId, 'released');
    expect(market.engine.started.at(-1)?.entrypoint).toEqual(['/train']);
    const changed = await newVersion(market, pair, { manifest: { entrypoint: ['/steal'] } });
    const runs = market.engine.started.length;
    await expect(giveQuote(market.ctx, requestFor(market, changed))).rejects.toMatchObject({
      code: 'not_approved',
    });
    // The version that was approved is no longer the current one, and is not run in place of what was asked for.
    await expect(giveQuote(market.ctx, requestFor(market, pair))).rejects.toMatchObject({
      code: 'stale_version',
    });
    expect(market.engine.started).toHaveLength(runs);
    return 'no quote: not_approved; what was approved ran as it was approved';
  },
});
