import { ask, codeOf, orderPair, reaches } from '@atoll/compute-provider/test/market';
import { publishPair } from '@atoll/compute-provider/test/publish';
import { expect } from 'vitest';
import { providerAttack } from '../support/attack.ts';

export default providerAttack({
  title: 'status, receipt, result and log of another buyer’s order',
  expect: 'blocked',
  control: 'signed requests',
  attempt: async (market) => {
    const { jobId } = await orderPair(market, await publishPair(market));
    await reaches(market, jobId, 'released');
    const codes = [];
    for (const path of ['', '/receipt', '/result', '/log', '/events', '/findings']) {
      const asStranger = await ask(market, 'GET', `/jobs/${jobId}${path}`, { as: 'stranger' });
      const unsigned = await ask(market, 'GET', `/jobs/${jobId}${path}`);
      // Signed by the stranger, said to be the buyer.
      const posed = await ask(market, 'GET', `/jobs/${jobId}${path}`, {
        as: 'stranger',
        from: market.wallets.buyer.address,
      });
      for (const answer of [asStranger, unsigned, posed]) {
        expect(answer.status).toBeGreaterThanOrEqual(400);
        codes.push(await codeOf(answer));
      }
    }
    // The buyer's own result; the log is the owner's alone, and is no part of it.
    expect((await ask(market, 'GET', `/jobs/${jobId}/result`, { as: 'buyer' })).status).toBe(200);
    expect(await codeOf(await ask(market, 'GET', `/jobs/${jobId}/log`, { as: 'buyer' }))).toBe('not_found');
    return [...new Set(codes)].sort().join(', ');
  },
});
