import { z } from 'zod';
import { expect, onTestFinished, test } from 'vitest';
import { history } from '../history/history.ts';
import { startMarketChain, transactionsOf } from './market-chain.ts';
import { callOne } from './rpc.ts';

const Logs = z.array(
  z.object({
    address: z.string(),
    topics: z.array(z.string()),
    data: z.string(),
    blockNumber: z.string(),
    blockTimestamp: z.string(),
  }),
);

test('a chain holds exactly the logs of its history, in their order and at their times', async () => {
  const blocks = [...history({ events: 2_000, blocks: 10, seed: 1, blockTime: 12 })];
  const chain = await startMarketChain();
  onTestFinished(() => chain.stop());
  for (const block of blocks) await chain.write(block);
  const found = Logs.parse(
    await callOne(chain.rpcUrl, 'eth_getLogs', { fromBlock: '0x0', toBlock: 'latest' }),
  );
  const written = blocks.flatMap(({ timestamp, acts }, at) =>
    acts.flat().map(({ address, topics, data }) => ({
      address,
      topics,
      data: `0x${data}`,
      blockNumber: `0x${(at + 1).toString(16)}`,
      blockTimestamp: `0x${timestamp.toString(16)}`,
    })),
  );
  expect(found).toEqual(written);
});

test('what one act wrote stands in one transaction', () => {
  for (const { acts } of history({ events: 1_000, blocks: 10, seed: 1, blockTime: 12 })) {
    const transactions = transactionsOf(acts);
    expect(transactions.flat()).toEqual(acts.flat());
    for (const logs of acts)
      expect(transactions.some((each) => logs.every((log) => each.includes(log)))).toBe(true);
  }
});
