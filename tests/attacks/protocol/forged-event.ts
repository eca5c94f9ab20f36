import { scanJobs } from '@atoll/compute-provider/jobs/follow-chain';
import { walletOf } from '@atoll/chain/chain';
import { giveQuote } from '@atoll/compute-provider/quotes/give-quote';
import { orderPair, reaches, requestFor, viewOf } from '@atoll/compute-provider/test/market';
import { publishPair } from '@atoll/compute-provider/test/publish';
import { minedReceipt } from '@atoll/contracts/mined-receipt';
import { concat, type Hex, toHex } from 'viem';
import { expect } from 'vitest';
import { providerAttack } from '../support/attack.ts';

/**
 * A contract that emits whatever it is told: four topics, then data.
 * CALLDATASIZE-128 bytes from offset 128 to memory 0; topics pushed last to first; LOG4.
 */
const forger: Hex = `0x${[
  '6080',
  '36',
  '03',
  '6080',
  '6000',
  '37', // calldatacopy(0, 128, size - 128)
  '6060',
  '35',
  '6040',
  '35',
  '6020',
  '35',
  '6000',
  '35', // topic 4, 3, 2, 1
  '6080',
  '36',
  '03',
  '6000',
  'a4',
  '00', // log4(0, size - 128, …); stop
].join('')}`;
const at = '0x00000000000000000000000000000000000f0f0f';

export default providerAttack({
  title: 'an event of another contract that says that a quoted job is paid',
  expect: 'blocked',
  control: 'order on chain',
  attempt: async (market) => {
    const pair = await publishPair(market);
    // What a real order looks like.
    const paid = await orderPair(market, pair);
    await reaches(market, paid.jobId, 'released');
    const chain = await market.as('stranger');
    const { jobs } = market.book.contracts;
    const logs = await chain.publicClient.getLogs({ address: jobs, fromBlock: 0n });
    const real = logs.find(({ topics }) => topics.some((topic) => topic === paid.jobId));
    if (real === undefined) throw new Error('the order left no event');

    const unpaid = await giveQuote(market.ctx, requestFor(market, pair, { parameters: { folds: 9 } }));
    const topics = real.topics.map((topic) => (topic === paid.jobId ? unpaid.jobId : topic));
    while (topics.length < 4) topics.push(toHex(0, { size: 32 }));
    await market.anvil.rpc('anvil_setCode', [at, forger]);
    const hash = await walletOf(chain).sendTransaction({ to: at, data: concat([...topics, real.data]) });
    const receipt = await minedReceipt(chain.publicClient, hash);
    expect(receipt.logs[0]).toMatchObject({ address: at, data: real.data });

    const runs = market.engine.started.length;
    await scanJobs(market.ctx);
    // A real order in a later block has been seen: so the forged one has been passed.
    const later = await orderPair(market, pair, { parameters: { folds: 11 } });
    await reaches(market, later.jobId, 'released');
    expect(market.engine.started).toHaveLength(runs + 1);
    expect(await viewOf(market, unpaid.jobId)).toMatchObject({ state: 'quoted', settlement: 'none' });
    return 'nobody takes notice; a later real order runs';
  },
});
