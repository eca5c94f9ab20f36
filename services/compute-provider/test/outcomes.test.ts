import { readAsset } from '@atoll/chain/read-asset';
import { simulateThenSend } from '@atoll/chain/write';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testDatabase } from '@atoll/tests/support/test-database';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { approveAlgorithm } from '../src/approvals/approve-algorithm.ts';
import { revokeAlgorithm } from '../src/approvals/revoke-algorithm.ts';
import { findSnapshot } from '../src/datasets/find-snapshot.ts';

import { scanJobs } from '../src/jobs/follow-chain.ts';
import { newestBlock } from '../src/jobs/newest-block.ts';
import { readLog, readResult } from '../src/jobs/read-result.ts';
import { giveQuote } from '../src/quotes/give-quote.ts';
import type { Behaviour } from './fake-engine.ts';
import { creditOf, type Market, openMarket, orderPair, reaches, requestFor, sendOrder } from './market.ts';
import { price } from './market-environment.ts';
import { approvalFor, approveOnChain, publishCopy, publishPair, type Pair, takeOver } from './publish.ts';
import { decide } from './decide.ts';

let market: Market;
let pair: Pair;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, slots: 4 });
  pair = await publishPair(market);
});
afterAll(() => market?.close());

const good = { 'metrics.json': '{"accuracy":1}' };

const failures: [string, Behaviour, string][] = [
  ['exits non-zero', { outcome: { kind: 'exited', code: 3 }, files: good }, 'algorithm_exited_nonzero'],
  ['runs out of memory', { outcome: { kind: 'out_of_memory' } }, 'algorithm_out_of_memory'],
  ['runs out of time', { outcome: { kind: 'timed_out' }, wallSeconds: 60 }, 'algorithm_timed_out'],
  ['writes nothing', { files: {} }, 'output_missing'],
  ['writes something undeclared', { files: { ...good, 'copy.csv': 'a' } }, 'output_undeclared'],
  ['leaves a link', { files: {}, oddities: { 'metrics.json': 'symlink' } }, 'output_undeclared'],
  ['writes too much', { files: { 'metrics.json': JSON.stringify('x'.repeat(2000)) } }, 'output_too_large'],
  ['writes what is no JSON', { files: { 'metrics.json': 'depth,kind' } }, 'output_invalid'],
];

test.each(failures)(
  'an algorithm that %s is paid for its compute alone',
  async (_name, behaviour, reason) => {
    const before = {
      provider: await creditOf(market, market.wallets.provider.address),
      owner: await creditOf(market, market.wallets.dataOwner.address),
      author: await creditOf(market, market.wallets.algorithmAuthor.address),
      buyer: await creditOf(market, market.wallets.buyer.address),
    };
    market.engine.behave(behaviour);
    const { jobId, maximum, order } = await orderPair(market, pair);
    const job = await reaches(market, jobId, 'failed');
    expect(job).toMatchObject({ reason, settlement: 'part_refunded' });
    expect(job.hint).toBeTruthy();
    expect(job.result).toBeUndefined();
    const paid = (await creditOf(market, market.wallets.provider.address)) - before.provider;
    const compute = BigInt(Math.ceil(behaviour.wallSeconds ?? 0.5)) * price.second;
    // With the fee on it, it is never above the cap.
    const most = (BigInt(order.failureCap) * 10_000n) / (10_000n + BigInt(order.feeRate));
    expect(paid).toBe(compute < most ? compute : most);
    expect(await creditOf(market, market.wallets.dataOwner.address)).toBe(before.owner);
    expect(await creditOf(market, market.wallets.algorithmAuthor.address)).toBe(before.author);
    // Credit pays for an order where it covers all of it, else the wallet does.
    const fee = (paid * BigInt(order.feeRate)) / 10_000n;
    const taken = before.buyer < BigInt(maximum) ? 0n : BigInt(maximum);
    expect(await creditOf(market, market.wallets.buyer.address)).toBe(
      before.buyer - taken + BigInt(maximum) - paid - fee,
    );
    await expect(
      readResult(market.ctx, { jobId, reader: market.wallets.buyer.address }),
    ).rejects.toMatchObject({ code: 'result_not_ready' });
  },
);

test('the log of a run is the custodian’s alone', async () => {
  market.engine.behave({ outcome: { kind: 'exited', code: 1 } });
  const { jobId } = await orderPair(market, pair);
  await reaches(market, jobId, 'failed');
  const log = await readLog(market.ctx, { jobId, reader: market.wallets.dataOwner.address });
  expect(new TextDecoder().decode(log)).toContain('a line of the algorithm');
  await expect(readLog(market.ctx, { jobId, reader: market.wallets.buyer.address })).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('a dataset file that changed after its commitment refuses the job with a full refund', async () => {
  const own = await publishPair(market);
  const asset = await readAsset(market.ctx.chain, own.datasetId);
  const { directory } = await findSnapshot(market.ctx, {
    assetId: own.datasetId.toString(),
    commitment: asset.commitment,
  });
  await chmod(join(directory, 'reef.csv'), 0o644);
  await writeFile(join(directory, 'reef.csv'), 'depth,kind\n9.9,coral\n2,sponge\n');
  await chmod(join(directory, 'reef.csv'), 0o444);
  const runs = market.engine.started.length;
  const { jobId } = await orderPair(market, own);
  expect(await reaches(market, jobId, 'refused')).toMatchObject({
    reason: 'dataset_changed',
    settlement: 'refunded',
  });
  expect(market.engine.started).toHaveLength(runs);
});

test('a held output is released by the custodian, or kept back at the cost of the run', async () => {
  const own = await publishPair(market, { rules: { release: 'review' }, reviewWindow: 3600 });
  market.engine.behave({ files: good });
  const released = await orderPair(market, own);
  await reaches(market, released.jobId, 'output_review');
  await decide(market, released.jobId, 'release');
  await reaches(market, released.jobId, 'released');
  await expect(decide(market, released.jobId, 'withhold')).rejects.toMatchObject({ code: 'conflict' });

  const withheld = await orderPair(market, own);
  await reaches(market, withheld.jobId, 'output_review');
  await decide(market, withheld.jobId, 'withhold');
  const job = await reaches(market, withheld.jobId, 'withheld');
  expect(job).toMatchObject({ reason: 'output_withheld', settlement: 'part_refunded' });
  expect(job.transactions.map(({ what }) => what)).toContain('report');
});

test('an approval that is revoked before the start refuses the job with a full refund', async () => {
  const own = await publishPair(market);
  const offer = await giveQuote(market.ctx, requestFor(market, own));
  const runs = market.engine.started.length;
  await market.restart(async () => {
    // Ordered while the provider is down; it finds the order and no approval when it is back.
    await sendOrder(market, offer);
    await revokeWhileDown(own);
  });
  expect(await reaches(market, offer.jobId, 'refused')).toMatchObject({
    reason: 'approval_revoked',
    settlement: 'refunded',
  });
  expect(market.engine.started).toHaveLength(runs);
});

test('an approval that is revoked while the job runs costs the buyer nothing', async () => {
  const own = await publishPair(market);
  const { promise, resolve } = Promise.withResolvers<undefined>();
  market.engine.behave({ files: good, until: promise });
  const { jobId } = await orderPair(market, own);
  await reaches(market, jobId, 'running');
  await revokeAlgorithm(market.ctx, approvalFor(own));
  resolve(undefined);
  const job = await reaches(market, jobId, 'refused');
  expect(job).toMatchObject({ reason: 'approval_revoked', settlement: 'refunded' });
  market.engine.behave({ files: good });
});

test('an order of a copy whose approval was revoked is refused, though the same version under its author stands', async () => {
  const own = await publishPair(market);
  const copy = await publishCopy(market, own);
  await approveOnChain(market, copy);
  await approveAlgorithm(market.ctx, approvalFor(copy));
  const offer = await giveQuote(market.ctx, requestFor(market, copy));
  const runs = market.engine.started.length;
  await market.restart(async () => {
    await sendOrder(market, offer);
    await revokeWhileDown(copy);
  });
  expect(await reaches(market, offer.jobId, 'refused')).toMatchObject({
    reason: 'approval_revoked',
    settlement: 'refunded',
  });
  expect(market.engine.started).toHaveLength(runs);
});

test('a dataset that changed hands after the order is not opened, even where the thief approves and unpauses it', async () => {
  const own = await publishPair(market);
  const offer = await giveQuote(market.ctx, requestFor(market, own));
  const runs = market.engine.started.length;
  await market.restart(async () => {
    await sendOrder(market, offer);
    await takeOver(market, own);
  });
  expect(await reaches(market, offer.jobId, 'refused')).toMatchObject({
    reason: 'approval_revoked',
    settlement: 'refunded',
  });
  expect(market.engine.started).toHaveLength(runs);
});

test('an approval that is revoked on chain before the start counts as well', async () => {
  const own = await publishPair(market);
  const offer = await giveQuote(market.ctx, requestFor(market, own));
  await market.restart(async () => {
    await sendOrder(market, offer);
    await simulateThenSend(await market.as('dataOwner'), {
      address: market.book.contracts.assetRegistry,
      abi: assetRegistryAbi,
      functionName: 'revokeAlgorithm',
      args: [own.datasetId, own.algorithmId, own.algorithmDigest],
    });
  });
  expect(await reaches(market, offer.jobId, 'refused')).toMatchObject({ reason: 'approval_revoked' });
});

/** Writes what a revocation writes, while no provider is there to take it. */
async function revokeWhileDown(own: Pair): Promise<void> {
  const sql = postgres(database.url, { max: 1 });
  try {
    await sql`update compute_provider.approvals set revoked_at = now()
      where metadata_digest = ${own.algorithmDigest} and algorithm_id = ${own.algorithmId.toString()}`;
  } finally {
    await sql.end();
  }
}

/** Quotes that nobody ordered, as a stranger can ask for at any number over a day. */
async function leaveQuotes(jobIds: readonly string[], validUntil: number): Promise<void> {
  const { sql } = market.ctx.database;
  for (const jobId of jobIds)
    await sql`insert into compute_provider.quotes (job_id, "order", environment, snapshots, valid_until, quoted_block)
      values (${jobId}, '{}', 'none', '[]', ${validUntil}, 1)`;
}

test('quotes that nobody ordered, or one that cannot be read, do not keep the scan from an open job', async () => {
  const own = await publishPair(market, { rules: { release: 'review' }, reviewWindow: 3600 });
  market.engine.behave({ files: good });
  const { jobId } = await orderPair(market, own);
  await reaches(market, jobId, 'output_review');
  const { timestamp } = await newestBlock(market.ctx.chain);
  const enqueued: string[] = [];
  const ctx = {
    ...market.ctx,
    enqueue: (each: string) => {
      enqueued.push(each);
      return Promise.resolve();
    },
  };
  const before = await scanJobs(ctx);
  const lapsed = Array.from({ length: 20 }, (_, index) => `0x${index.toString(16).padStart(64, '0')}`);
  await leaveQuotes(lapsed, timestamp - 7200);
  expect(await scanJobs(ctx)).toBe(before);

  enqueued.length = 0;
  await leaveQuotes(['0x'], timestamp + 60);
  await expect(scanJobs(ctx)).rejects.toThrow();
  expect(enqueued).toContain(jobId);
  await market.ctx.database.sql`delete from compute_provider.quotes where environment = 'none'`;
});

test('an image that is gone and cannot be had again refuses the job with a full refund', async () => {
  const own = await publishPair(market);
  market.engine.forgetImages();
  const { jobId } = await orderPair(market, own);
  expect(await reaches(market, jobId, 'refused')).toMatchObject({
    reason: 'image_unavailable',
    settlement: 'refunded',
  });
});
