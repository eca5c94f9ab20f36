import { revokeAlgorithm } from '@atoll/compute-provider/approvals/revoke-algorithm';
import { orderPair, reaches } from '@atoll/compute-provider/test/market';
import { approvalFor, publishPair } from '@atoll/compute-provider/test/publish';
import { expect } from 'vitest';
import { waitFor } from '../../support/wait.ts';
import { providerAttack } from '../support/attack.ts';

export default providerAttack({
  title: 'a run that goes on after its approval was taken back',
  expect: 'blocked',
  control: 'approval by chain and custodian',
  attempt: async (market) => {
    const pair = await publishPair(market);
    market.engine.behave({ files: {}, until: new Promise<undefined>(() => undefined) });
    const { jobId } = await orderPair(market, pair);
    await reaches(market, jobId, 'running');
    await revokeAlgorithm(market.ctx, approvalFor(pair));
    await waitFor('the end of the run', async () => (await market.engine.observe(jobId)).kind === 'absent');
    const job = await reaches(market, jobId, 'refused');
    expect(job).toMatchObject({ reason: 'approval_revoked', settlement: 'refunded' });
    expect(job.result).toBeUndefined();
    return 'its container is destroyed at once, and the buyer refunded';
  },
});
