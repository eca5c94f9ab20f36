import { testDatabase } from '@atoll/tests/support/test-database';
import postgres from 'postgres';
import { expect, onTestFinished, test } from 'vitest';
import { startMarketChain } from '../chain/market-chain.ts';
import { contracts } from '../history/deployment.ts';
import { countOf, history } from '../history/history.ts';
import { runFloor } from './run-floor.ts';

test('the floor copies every log of the deployment, byte for byte', async () => {
  const { url } = await testDatabase();
  const chain = await startMarketChain();
  onTestFinished(() => chain.stop());
  const blocks = [...history({ events: 3_000, blocks: 30, seed: 1, blockTime: 12 })];
  for (const block of blocks) await chain.write(block);
  const { copied, peakMemory } = await runFloor({
    databaseUrl: url,
    rpcUrl: chain.rpcUrl,
    addresses: Object.values(contracts),
    from: 1,
    to: 30,
    span: 4,
  });
  expect(copied).toBe(3_000);
  expect(peakMemory).toBeGreaterThan(10e6);
  const sql = postgres(url, { max: 1 });
  onTestFinished(() => sql.end());
  const rows = await sql<{ address: Buffer; topic0: Buffer; data: Buffer }[]>`
    select address, topic0, data from floor_logs order by block_number, log_index`;
  const written = blocks.flatMap(({ acts }) => acts.flat()).filter((log) => countOf([log]) === 1);
  expect(
    rows.map(
      (row) => `${row.address.toString('hex')} ${row.topic0.toString('hex')} ${row.data.toString('hex')}`,
    ),
  ).toEqual(written.map(({ address, topics, data }) => `${address.slice(2)} ${topics[0]?.slice(2)} ${data}`));
});
