import { giveQuote } from '@atoll/compute-provider/quotes/give-quote';
import { creditOf, requestFor } from '@atoll/compute-provider/test/market';
import { publishPair } from '@atoll/compute-provider/test/publish';
import { expect } from 'vitest';
import { providerAttack } from '../support/attack.ts';

export default providerAttack({
  title: 'money locked for a job that could never run',
  expect: 'blocked',
  control: 'order on chain',
  attempt: async (market) => {
    const pair = await publishPair(market);
    const before = await creditOf(market, market.wallets.buyer.address);
    const unreleasable = await publishPair(market, { rules: { outputTypes: ['csv'] } });
    const refused = [
      [pair, { parameters: { folds: 'many' } }, 'invalid_parameters'],
      [pair, { environment: `0x${'33'.repeat(32)}` }, 'environment_unknown'],
      [unreleasable, {}, 'invalid_order'],
    ] as const;
    for (const [of, changes, code] of refused)
      await expect(giveQuote(market.ctx, requestFor(market, of, changes))).rejects.toMatchObject({ code });
    expect(await creditOf(market, market.wallets.buyer.address)).toBe(before);
    return `no quote, so no order: ${refused.map(([, , code]) => code).join(', ')}`;
  },
});
