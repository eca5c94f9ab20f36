import { testDatabase } from '@atoll/tests/support/test-database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Market, randomDigest, startMarket } from '../testing/market.ts';
import { connect, readTables, startMirror } from '../testing/mirror.ts';

let market: Market;
beforeAll(async () => {
  market = await startMarket();
});
afterAll(() => market.stop());

/** A dataset and an algorithm that may run on it. */
async function publishPair() {
  const digest = randomDigest();
  const dataset = { metadataDigest: randomDigest(), price: 5000n, payee: market.wallets.dataOwner.address };
  const algorithm = { metadataDigest: digest, price: 700n, payee: market.wallets.algorithmAuthor.address };
  const datasetId = await market.publish('dataOwner', dataset);
  const algorithmId = await market.publish('algorithmAuthor', { ...algorithm, kind: 'algorithm' });
  await market.approve('dataOwner', datasetId, digest, (await market.now()) + 86_400, 5);
  return {
    dataset: { ...dataset, assetId: datasetId },
    algorithm: { ...algorithm, assetId: algorithmId },
  };
}

test('a run that was ordered and settled stands in jobs, payments and balances as the chain has them', async () => {
  const { url } = await testDatabase({ service: 'indexer' });
  const mirror = await startMirror({ chain: market.chain, url, finality: 64 });
  try {
    const { dataset, algorithm } = await publishPair();
    const order = await market.draft(dataset, algorithm);
    const jobId = await market.order(order);
    await market.anvil.rpc('evm_increaseTime', [120]);
    await market.settle(order, 'released', 60);
    await mirror.reachHead();

    const [job] = await mirror.sql`select * from indexer.jobs where job_id = ${jobId}`;
    expect(job).toMatchObject({ state: 'ended', outcome: 'released', compute_seconds: 60n });
    const balances = await mirror.sql<{ account: `0x${string}`; balance: string }[]>`
      select account, credited - withdrawn - spent as balance from indexer.balances`;
    expect(balances.length).toBe(5);
    for (const { account, balance } of balances) {
      expect([account, balance]).toEqual([account, (await market.balanceOf(account)).toString()]);
    }
  } finally {
    await mirror.stop();
  }
});
