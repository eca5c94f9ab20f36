import { recomputeEpoch } from '@atoll/sdk/recompute-epoch';
import { testDatabase } from '@atoll/tests/support/test-database';
import { ContractFunctionExecutionError } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { atBlock } from '../api/computed/at-block.ts';
import { readStanding } from '../api/computed/read-standing.ts';
import { claimableDividends } from '../api/income/claimable-dividends.ts';
import { epochTree } from '../api/income/epoch-tree.ts';
import { owedOf } from '../project/dividends.ts';
import type { Sql } from '../store/connection.ts';
import { putTokens } from '../store/put-tokens.ts';
import { factsTwice } from '../testing/chain-truth.ts';
import { randomDeeds } from '../testing/deeds.ts';
import { type Random, seeded } from '../testing/seeded.ts';
import { randomDigest } from '../testing/actor.ts';
import { type Market, startMarket } from '../testing/market.ts';
import { readTables, startMirror } from '../testing/mirror.ts';
import { sqlTables } from '../testing/sql-tables.ts';
import { stakesOf } from '../testing/truth/shares.ts';

let market: Market;
beforeAll(async () => {
  market = await startMarket();
});
afterAll(() => market.stop());

const week = 7 * 86_400;

/** Random deeds, with the chain thrown back to an earlier point now and then; those that build on what is gone are left out. */
async function liveThrough(random: Random, deeds: number): Promise<number> {
  const deed = await randomDeeds(market, random);
  const snapshots: string[] = [];
  let reorgs = 0;
  for (let count = 0; count < deeds; count += 1) {
    if (random(6) === 0) snapshots.push(z.string().parse(await market.anvil.rpc('evm_snapshot')));
    try {
      await deed();
    } catch (error) {
      // A question about an asset or shares that a reorg took.
      if (!(error instanceof ContractFunctionExecutionError)) throw error;
    }
    if (random(9) === 0 && snapshots.length > 0) {
      const index = Math.max(0, snapshots.length - 1 - random(3));
      await market.anvil.rpc('evm_revert', [snapshots[index]]);
      snapshots.splice(index);
      // Another time makes other blocks of the same deeds.
      await market.anvil.rpc('evm_increaseTime', [1 + random(100)]);
      reorgs += 1;
    }
  }
  await market.anvil.mine(2);
  return reorgs;
}

/** A sale that is worth a reward, and the proposal of what its week comes to. */
async function sellAndPropose(): Promise<bigint> {
  const dataset = {
    metadataDigest: randomDigest(),
    price: 2_000_000n,
    payee: market.wallets.dataOwner.address,
  };
  const algorithm = {
    metadataDigest: randomDigest(),
    price: 70_000n,
    payee: market.wallets.stranger.address,
  };
  const datasetId = await market.publish('dataOwner', dataset);
  const algorithmId = await market.publish('stranger', { ...algorithm, kind: 'algorithm' });
  const version = { ...algorithm, assetId: algorithmId };
  await market.approve('dataOwner', datasetId, version, (await market.now()) + week);
  const order = await market.draft(
    { ...dataset, assetId: datasetId },
    { ...algorithm, assetId: algorithmId },
  );
  await market.order(order);
  await market.anvil.rpc('evm_increaseTime', [60]);
  await market.settle(order, 'released', 20);
  const epoch = BigInt(Math.floor((await market.now()) / week));
  const { tree } = await recomputeEpoch(market.chain, { epoch, token: market.token, fund: 10n ** 12n });
  if (tree === undefined) throw new TypeError('the sale earned no reward');
  await market.deposit('buyer', market.book.contracts.rewards, tree.total);
  await market.proposeEpoch(epoch, tree.root, tree.total);
  return epoch;
}

/** What the API answers about dividends, beside what the contracts' own rule makes of the rows. */
async function compareDividends(sql: Sql): Promise<number> {
  const stakes = await stakesOf(sqlTables(sql));
  const accounts = [...new Set(stakes.map(({ holder }) => holder.account))];
  const told = await Promise.all(accounts.map((account) => claimableDividends({ sql }, { account })));
  const owed = stakes
    .map(({ shares, holder, credit, stake }) => ({
      account: holder.account,
      shareToken: shares.share_token,
      token: credit.token,
      ...owedOf(stake),
    }))
    .filter(({ amount, fraction }) => amount + fraction > 0n)
    .map((each) => ({ ...each, amount: each.amount.toString(), fraction: each.fraction.toString() }));
  const all = told.flatMap(({ items }, index) =>
    items.map((item) => ({ account: accounts[index], ...item })),
  );
  expect(new Set(all.map((each) => JSON.stringify(each, Object.keys(each).toSorted())))).toEqual(
    new Set(owed.map((each) => JSON.stringify(each, Object.keys(each).toSorted()))),
  );
  return owed.length;
}

/** What is computed of everybody in some weeks, as of a block or of the head, and the block. */
function computedOf(sql: Sql, { epochs, asOf }: { epochs: readonly bigint[]; asOf?: number }) {
  const { token, wallets } = market;
  const { contracts } = market.book;
  const chain = { sql, contracts, chainId: market.chain.chainId };
  return atBlock({ chain }, asOf, async (transaction, block) => {
    const source = { sql: transaction, contracts, asOf };
    const found: unknown[] = [
      await readStanding(transaction, block, { provider: wallets.provider.address, token }),
    ];
    // Without a fund it is what was proposed, or what is free.
    for (const epoch of epochs) found.push(await epochTree(source, { epoch, token }));
    for (const { address: account } of Object.values(wallets)) {
      found.push(await claimableDividends(source, { account }));
    }
    return found;
  });
}

/** What was computed when a block was the last one is what is computed as of it later. */
async function compareAsOf(sql: Sql, live: () => Promise<unknown>): Promise<void> {
  const epochs = [BigInt(Math.floor((await market.now()) / week))];
  const before = await computedOf(sql, { epochs });
  await live();
  const after = await computedOf(sql, { epochs });
  expect(after.found).not.toEqual(before.found);
  const then = await computedOf(sql, { epochs, asOf: Number(before.block.number) });
  expect(then).toMatchObject({ block: { hash: before.block.hash }, found: before.found });
}

/** The trees of every week in which a job was released, beside those that the chain's events alone give. */
async function compareEpochs(sql: Sql): Promise<number> {
  const jobs = (await sqlTables(sql).state('jobs')).filter(({ outcome }) => outcome === 'released');
  const epochs = [...new Set(jobs.map(({ ended_at }) => BigInt(Math.floor((ended_at ?? 0) / week))))];
  let rewarded = 0;
  for (const epoch of epochs) {
    for (const fund of [10n ** 12n, 3n]) {
      const tree = await epochTree(
        { sql, contracts: market.book.contracts },
        { epoch, token: market.token, fund: fund.toString() },
      );
      const recomputed = await recomputeEpoch(market.chain, { epoch, token: market.token, fund });
      expect(tree.root).toBe(recomputed.tree?.root);
      expect(tree.entries).toEqual(
        recomputed.entries.map(({ account, amount }) => ({
          account,
          amount: amount.toString(),
          proof: recomputed.tree?.proofOf(account),
        })),
      );
      rewarded += tree.entries.length;
    }
  }
  return rewarded;
}

test('after random deeds and reorgs every table equals a fresh index, the contracts, and what is recomputed', async () => {
  const live = await testDatabase({ service: 'indexer' });
  const fresh = await testDatabase({ service: 'indexer' });
  const first = await startMirror({ chain: market.chain, url: live.url, finality: 1000 });
  try {
    await putTokens(first.sql, market.book.tokens);
    expect(await liveThrough(seeded(7), 300)).toBeGreaterThan(0);
    await first.reachHead();
    let epoch = -1n;
    await compareAsOf(first.sql, async () => {
      epoch = await sellAndPropose();
      const deed = await randomDeeds(market, seeded(8));
      for (let count = 0; count < 60; count += 1) await deed();
      await first.reachHead();
    });
    const second = await startMirror({ chain: market.chain, url: fresh.url, finality: 1000 });
    try {
      await putTokens(second.sql, market.book.tokens);
      await second.reachHead();
      expect(await readTables(first.sql)).toEqual(await readTables(second.sql));
      const { mirror, chain } = await factsTwice(market, first.sql);
      expect(mirror).toEqual(chain);
      expect(await compareDividends(first.sql)).toBeGreaterThan(0);
      expect(await compareEpochs(first.sql)).toBeGreaterThan(0);
      const reader = { sql: first.sql, contracts: market.book.contracts };
      expect(await epochTree(reader, { epoch })).toMatchObject({ matches: true });
      // Random deeds proposed roots of nothing.
      const [other] = (await sqlTables(first.sql).state('reward_epochs')).filter(
        (each) => each.epoch !== epoch,
      );
      expect(await epochTree(reader, { epoch: other?.epoch ?? -1n })).toMatchObject({ matches: false });
      await expect(epochTree(reader, { epoch: 9n })).rejects.toThrow('query.token');
    } finally {
      await second.stop();
    }
  } finally {
    await first.stop();
  }
}, 180_000);
