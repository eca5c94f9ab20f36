import { simulateThenSend } from '@atoll/chain/write';
import { giveQuote } from '@atoll/compute-provider/quotes/give-quote';
import { requestFor } from '@atoll/compute-provider/test/market';
import { publishPair } from '@atoll/compute-provider/test/publish';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { orderFromWire } from '@atoll/schemas/order';
import { expect } from 'vitest';
import { providerAttack } from '../support/attack.ts';

export default providerAttack({
  title: 'the same dataset named twice, so that only one of them is looked at',
  expect: 'blocked',
  control: 'order on chain',
  attempt: async (market) => {
    const pair = await publishPair(market);
    const unapproved = await publishPair(market, { approveOnChain: false, approveHere: false });
    const named = { assetId: pair.datasetId.toString(), metadataDigest: pair.datasetDigest };
    const other = { assetId: unapproved.datasetId.toString(), metadataDigest: unapproved.datasetDigest };
    for (const datasets of [
      [named, named],
      // Nor does one that is approved open another beside it.
      [named, other],
      [other, named],
    ]) {
      const request = () => giveQuote(market.ctx, requestFor(market, pair, { datasets }));
      await expect(async () => request()).rejects.toThrow();
    }
    const offer = await giveQuote(market.ctx, requestFor(market, pair));
    const order = orderFromWire(offer.order);
    const twice = { ...order, datasets: [...order.datasets, ...order.datasets] };
    await expect(
      simulateThenSend(await market.as('buyer'), {
        address: market.book.contracts.jobs,
        abi: jobsAbi,
        functionName: 'order',
        args: [twice, { validUntil: offer.validUntil, signature: offer.signature }],
      }),
    ).rejects.toThrow();
    return 'refused by the quote and by the contract';
  },
});
