import { orderPair, reaches } from '@atoll/compute-provider/test/market';
import { publishPair } from '@atoll/compute-provider/test/publish';
import { expect } from 'vitest';
import { providerAttack } from '../support/attack.ts';

export default providerAttack({
  title: 'an image whose download never ends, to stall everybody else',
  expect: 'blocked',
  control: 'approval by chain and custodian',
  attempt: async (market) => {
    const pair = await publishPair(market);
    const prepare = market.engine.prepare;
    const { promise: asked, resolve: ask } = Promise.withResolvers<undefined>();
    const { promise: stalled, resolve: end } = Promise.withResolvers<undefined>();
    market.engine.prepare = async (image, options) => {
      ask(undefined);
      await stalled;
      return prepare(image, options);
    };
    const approval = publishPair(market);
    await asked;
    try {
      const { jobId } = await orderPair(market, pair);
      const job = await reaches(market, jobId, 'released');
      expect(job.settlement).toBe('settled');
    } finally {
      market.engine.prepare = prepare;
      end(undefined);
      await approval;
    }
    return 'a job beside it runs and is settled: images are fetched at approval, apart from jobs';
  },
});
