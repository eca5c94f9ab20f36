import { newestBlock } from '@atoll/compute-provider/jobs/newest-block';
import { giveQuote } from '@atoll/compute-provider/quotes/give-quote';
import { requestFor } from '@atoll/compute-provider/test/market';
import { publishPair } from '@atoll/compute-provider/test/publish';
import { expect } from 'vitest';
import { providerAttack } from '../support/attack.ts';

export default providerAttack({
  title: 'an approval whose time has passed',
  expect: 'blocked',
  control: 'approval by chain and custodian',
  attempt: async (market) => {
    const { timestamp } = await newestBlock(market.ctx.chain);
    const pair = await publishPair(market, { expiresAt: timestamp + 60 });
    const snapshot = await market.anvil.rpc('evm_snapshot');
    await market.anvil.rpc('evm_increaseTime', [120]);
    await market.anvil.mine(1);
    await expect(giveQuote(market.ctx, requestFor(market, pair))).rejects.toMatchObject({
      code: 'approval_expired',
    });
    await market.anvil.rpc('evm_revert', [snapshot]);
    return 'no quote: approval_expired';
  },
});
