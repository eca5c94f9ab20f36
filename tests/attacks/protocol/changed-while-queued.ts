import { giveQuote } from '@atoll/compute-provider/quotes/give-quote';
import { reaches, requestFor, sendOrder } from '@atoll/compute-provider/test/market';
import { newVersion } from '@atoll/compute-provider/test/new-version';
import { publishPair } from '@atoll/compute-provider/test/publish';
import { expect } from 'vitest';
import { providerAttack } from '../support/attack.ts';

export default providerAttack({
  title: 'another program published between the quote and the run',
  expect: 'blocked',
  control: 'digests',
  attempt: async (market) => {
    const pair = await publishPair(market);
    const offer = await giveQuote(market.ctx, requestFor(market, pair));
    await market.restart(async () => {
      await sendOrder(market, offer);
    });
    await newVersion(market, pair, { manifest: { entrypoint: ['/steal'] } });
    await reaches(market, offer.jobId, 'released');
    expect(market.engine.started.filter(({ entrypoint }) => entrypoint[0] === '/steal')).toEqual([]);
    expect(market.engine.started.at(-1)?.entrypoint).toEqual(['/train']);
    return 'the version of the order ran';
  },
});
