import type { Market } from '@atoll/contracts/testing/market';
import type { Hex } from 'viem';
import type { Report } from '../report.ts';

/** Transactions to a block while many jobs are opened. */
const batch = 25;

/** Opens `count` of something a block at a time: one receipt is awaited for many, so that hundreds take seconds. */
export async function openMany(
  market: Market,
  report: Report,
  { count, what, submit }: { count: number; what: string; submit: (size: number) => Promise<Hex[]> },
): Promise<void> {
  await market.control.setAutomine(false);
  try {
    for (let opened = 0; opened < count; opened += batch) {
      report.progress(`opening ${count} ${what}: ${opened}`);
      const hashes = await submit(Math.min(batch, count - opened));
      await mineAll(market);
      await Promise.all(hashes.map((hash) => market.mined(hash)));
    }
  } finally {
    await market.control.setAutomine(true);
  }
}

/** Mines until the pool is empty: what reached it while a block was being made goes into the next. */
async function mineAll(market: Market): Promise<void> {
  for (let blocks = 0; blocks < 20; blocks += 1) {
    await market.control.mine({ blocks: 1 });
    const { pending, queued } = await market.control.getTxpoolStatus();
    if (pending + queued === 0) return;
  }
  throw new Error('the chain leaves transactions in its pool');
}
