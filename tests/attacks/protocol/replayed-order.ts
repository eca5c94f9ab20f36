import { orderPair, reaches, sendOrder, viewOf } from '@atoll/compute-provider/test/market';
import { publishPair } from '@atoll/compute-provider/test/publish';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { expect } from 'vitest';
import { providerAttack } from '../support/attack.ts';

export default providerAttack({
  title: 'the same order again, while it runs and after its end',
  expect: 'blocked',
  control: 'order on chain',
  attempt: async (market) => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    market.engine.behave({ files: { 'metrics.json': '{"accuracy":1}' }, until: promise });
    const runs = market.engine.started.length;
    const offer = await orderPair(market, await publishPair(market));
    await reaches(market, offer.jobId, 'running');
    await expect(sendOrder(market, offer)).rejects.toThrow();
    resolve(undefined);
    await reaches(market, offer.jobId, 'released');
    await expect(sendOrder(market, offer)).rejects.toThrow();
    expect(market.engine.started).toHaveLength(runs + 1);
    const chain = await market.as('stranger');
    const settled = await chain.publicClient.getContractEvents({
      address: market.book.contracts.jobs,
      abi: jobsAbi,
      eventName: 'JobSettled',
      args: { jobId: offer.jobId },
      fromBlock: 0n,
    });
    expect(settled).toHaveLength(1);
    expect((await viewOf(market, offer.jobId)).state).toBe('released');
    return 'the contract reverts both times; one run, one settlement';
  },
});
