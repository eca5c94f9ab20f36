import { connectChain } from '@atoll/chain/connect';
import { simulateThenSend } from '@atoll/chain/write';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import type { Bytes32 } from '@atoll/schemas/ids';
import { orderFromWire } from '@atoll/schemas/order';
import { type LimitedNode, startLimitedNode } from '@atoll/tests/support/limited-node';
import { testDatabase } from '@atoll/tests/support/test-database';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Context } from '../src/context.ts';
import { scanJobs } from '../src/jobs/follow-chain.ts';
import { reconcileJob } from '../src/jobs/reconcile-job.ts';
import { type Market, openMarket, orderPair, reaches } from './market.ts';
import { type Pair, publishPair } from './publish.ts';

/** Blocks that the node gives logs of at once. */
const most = 100;
let market: Market;
let pair: Pair;
let node: LimitedNode;
/** The provider's context at a node that refuses longer spans. */
let limited: Context;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, slots: 8 });
  pair = await publishPair(market);
});
afterAll(() => market?.close());
beforeEach(async () => {
  node = await startLimitedNode({ rpcUrl: market.anvil.rpcUrl, blocks: most });
  limited = {
    ...market.ctx,
    chain: await connectChain({ rpcUrl: node.rpcUrl, addressBook: market.book }),
  };
  return () => node.close();
});

/** A job that runs for as long as the test lasts, ordered so many blocks ago. */
async function olderJob(blocks: number) {
  market.engine.behave({ until: new Promise(() => undefined) });
  const offer = await orderPair(market, pair);
  await reaches(market, offer.jobId, 'running');
  await market.anvil.rpc('anvil_mine', [`0x${blocks.toString(16)}`, '0x0']);
  return offer;
}

test('a job that is older than a node gives logs of at once is compared with the chain all the same', async () => {
  const { jobId } = await olderJob(3 * most);
  expect(await reconcileJob(limited, { jobId })).toBe('done');
  expect(Math.max(...node.spans)).toBeLessThanOrEqual(most);
});

test('an end that lies far back is found by spans that the node gives', async () => {
  const { jobId, order } = await olderJob(3 * most);
  await market.restart(async () => {
    await market.anvil.rpc('evm_setNextBlockTimestamp', [order.runBy + 1]);
    await simulateThenSend(await market.as('stranger'), {
      address: market.book.contracts.jobs,
      abi: jobsAbi,
      functionName: 'expire',
      args: [orderFromWire(order)],
    });
    await market.anvil.rpc('anvil_mine', [`0x${(3 * most).toString(16)}`, '0x0']);
  });
  await reaches(market, jobId, 'expired');
  // It waits for an end that the escrow has and the logs do not show.
  expect(await reconcileJob({ ...market.ctx, chain: limited.chain }, { jobId })).toBe('done');
  expect(node.spans.length).toBeGreaterThan(3);
});

test('a job is taken a step further also where the node gives no logs', async () => {
  const { jobId } = await olderJob(1);
  node.refuseAll();
  const asked: Bytes32[] = [];
  const deaf: Context = { ...limited, enqueue: async (each) => void asked.push(each) };
  await expect(scanJobs(deaf)).rejects.toThrow(AggregateError);
  expect(asked).toContain(jobId);
});
