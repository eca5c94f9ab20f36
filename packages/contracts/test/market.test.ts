import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningAnvil, startAnvil } from '@atoll/tests/support/anvil';
import { type Hex, parseEventLogs } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deploy } from '../src/deploy.ts';
import { jobsAbi } from '../src/generated/jobs.ts';
import { testDollarAbi } from '../src/generated/testDollar.ts';
import {
  type Market,
  assets,
  dollars,
  draftOrder,
  fund,
  jobIdOf,
  jobs,
  openMarket,
  openProvider,
  outcome,
  publish,
  signOrderAndPermit,
  signQuote,
  signReceipt,
} from './support/market.ts';

let node: RunningAnvil;
let deployerKey: Hex;
let directory: string;
let market: Market;

beforeAll(async () => {
  node = await startAnvil();
  directory = await mkdtemp(join(tmpdir(), 'atoll-contracts-'));
  const [account] = node.accounts;
  if (account === undefined) throw new Error('the chain has no account');
  deployerKey = account.privateKey;
  market = await openMarket({ rpcUrl: node.rpcUrl, deployerKey, outFile: join(directory, '31337.json') });
}, 60_000);
afterAll(async () => {
  await node.stop();
  await rm(directory, { recursive: true });
});

/** Everything that an order needs: a provider, a dataset, an algorithm approved for it, and a buyer with dollars. */
async function stage() {
  const provider = await openProvider(market);
  const owner = await market.newAccount();
  const author = await market.newAccount();
  const buyer = await market.newAccount();
  const hosted = { provider: provider.account.address, nonce: 0n };
  const dataset = await publish(market, owner, { kind: 'dataset', price: dollars(10), ...hosted });
  const algorithm = await publish(market, author, { kind: 'algorithm', price: dollars(5), ...hosted });
  await assets(market, owner, 'approveAlgorithm', [
    dataset.leg.assetId,
    algorithm.leg.assetId,
    algorithm.leg.metadataDigest,
    2 ** 40 - 1,
    3,
  ]);
  const order = await draftOrder(market, {
    buyer: buyer.address,
    provider,
    datasets: [dataset.leg],
    algorithm: algorithm.leg,
  });
  return { provider, owner, author, buyer, order };
}

function credit(account: `0x${string}`): Promise<bigint> {
  return market.chain.readContract({
    address: market.book.contracts.jobs,
    abi: jobsAbi,
    functionName: 'balanceOf',
    args: [market.token, account],
  });
}

test('a released run pays owner, author, provider and treasury, and the rest is the buyer’s', async () => {
  const { provider, owner, author, buyer, order } = await stage();
  await fund(market, buyer, market.book.contracts.jobs, dollars(100));
  const quote = await signQuote(market, provider.operator, order);
  await jobs(market, buyer, 'order', [order, quote]);
  const treasuryBefore = await credit(market.treasury);

  await market.control.increaseTime({ seconds: 100 });
  const end = { outcome: outcome.released, computeSeconds: 100 };
  const { receipt, signature } = await signReceipt(market, provider.operator, order, end);
  const settled = await jobs(market, owner, 'settle', [order, receipt, signature]);

  const [event] = parseEventLogs({ abi: jobsAbi, eventName: 'JobSettled', logs: settled.logs });
  expect(event?.args.jobId).toBe(jobIdOf(market, order));
  expect(await credit(owner.address)).toBe(dollars(10));
  expect(await credit(author.address)).toBe(dollars(5));
  expect(await credit(provider.payout)).toBe(dollars(1));
  expect((await credit(market.treasury)) - treasuryBefore).toBe(dollars(0.4));
  const maximum = dollars((10 + 5 + 36) * 1.025);
  expect(await credit(buyer.address)).toBe(maximum - dollars(16.4));

  await jobs(market, owner, 'withdraw', [[market.token], owner.address]);
  const held = { address: market.token, abi: testDollarAbi, functionName: 'balanceOf' } as const;
  expect(await market.chain.readContract({ ...held, args: [owner.address] })).toBe(dollars(10));
});

test('a buyer without native coin orders by two signatures that somebody else sends', async () => {
  const { provider, author, buyer, order: draft } = await stage();
  const order = { ...draft, relayFee: dollars(1) };
  await market.mined(
    await market.wallet.writeContract({
      address: market.token,
      abi: testDollarAbi,
      functionName: 'mint',
      args: [buyer.address, dollars(100)],
      account: author,
      chain: null,
    }),
  );
  await market.control.setBalance({ address: buyer.address, value: 0n });
  const maximum = dollars(51 * 1.025 + 1);
  const quote = await signQuote(market, provider.operator, order);
  const { signature, permit } = await signOrderAndPermit(market, buyer, order, maximum);
  await jobs(market, author, 'orderBySig', [order, quote, signature, permit]);
  expect(await credit(author.address)).toBe(dollars(1));
});

test('a second deployment into the same file does nothing and says so', async () => {
  const said: string[] = [];
  const again = await deploy({
    rpcUrl: node.rpcUrl,
    deployerKey,
    outFile: join(directory, '31337.json'),
    log: (text) => said.push(text),
  });
  expect(again).toEqual(market.book);
  expect(said[0]).toContain('nothing to do');
  expect(said.some((line) => line.includes('at 0x'))).toBe(false);
});
