import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import {
  type Market,
  assets,
  dollars,
  draftOrder,
  fund,
  jobs,
  openMarket,
  openProvider,
  outcome,
  publish,
  signQuote,
  signReceipt,
} from '@atoll/contracts/testing/market';
import { startAnvil } from '@atoll/tests/support/anvil';
import type { Address } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fullLoad, meteredLoad, utilisationOf } from './price.ts';
import { type OrderTerms, maximumOf, paymentsOf } from './split.ts';

let market: Market;
let stop: () => Promise<void>;

beforeAll(async () => {
  const node = await startAnvil();
  const directory = await mkdtemp(join(tmpdir(), 'atoll-rules-'));
  stop = async () => {
    await node.stop();
    await rm(directory, { recursive: true });
  };
  const [deployer] = node.accounts;
  if (deployer === undefined) throw new Error('the chain has no account');
  const outFile = join(directory, '31337.json');
  market = await openMarket({ rpcUrl: node.rpcUrl, deployerKey: deployer.privateKey, outFile });
}, 60_000);
afterAll(() => stop());

const ends = [
  ['released', 'released', 10, 20, 700],
  ['withheld', 'withheld', 10, 20, 700],
  ['withheld', 'withheld', 30, 9, 333],
  ['algorithmFailed', 'algorithmFailed', 10, 3.333333, 1_801],
  ['refused', 'refunded', 10, 20, 700],
] as const;

test.each(ends)(
  'a job that ends %s (%s) at prices of %d and a cap of %d pays what the contract pays',
  async (code, end, price, cap, seconds) => {
    const [owner, author, buyer] = await Promise.all([
      market.newAccount(),
      market.newAccount(),
      market.newAccount(),
    ]);
    const provider = await openProvider(market);
    const common = { provider: provider.account.address, nonce: 0n };
    const dataset = await publish(market, owner, { kind: 'dataset', price: dollars(price), ...common });
    const algorithm = await publish(market, author, { kind: 'algorithm', price: dollars(5), ...common });
    await assets(market, owner, 'approveAlgorithm', [
      dataset.leg.assetId,
      algorithm.leg.assetId,
      algorithm.leg.metadataDigest,
      2 ** 40 - 1,
      10,
    ]);
    const { jobs: escrow } = market.book.contracts;
    await fund(market, buyer, escrow, dollars(1_000));
    const parties = { buyer: buyer.address, provider, datasets: [dataset.leg], algorithm: algorithm.leg };
    const order = { ...(await draftOrder(market, parties)), failureCap: dollars(cap) };
    const terms: OrderTerms = {
      dataPrices: [order.datasets[0]?.price ?? 0n],
      algorithmPrice: order.algorithm.price,
      pricePerSecond: order.pricePerSecond,
      maxSeconds: BigInt(order.maxSeconds),
      failureCap: order.failureCap,
      feeRate: BigInt(order.feeRate),
    };
    const read = { address: escrow, abi: jobsAbi } as const;
    const maximum = await market.chain.readContract({ ...read, functionName: 'maximumOf', args: [order] });
    expect(maximumOf(terms)).toBe(maximum);

    const fees = await creditOf(market.treasury);
    await jobs(market, buyer, 'order', [order, await signQuote(market, provider.operator, order)]);
    await market.control.increaseTime({ seconds });
    const signed = await signReceipt(market, provider.operator, order, {
      outcome: outcome[code],
      computeSeconds: seconds,
    });
    await jobs(market, provider.operator, 'settle', [order, signed.receipt, signed.signature]);

    expect(paymentsOf(terms, end, BigInt(seconds))).toEqual({
      data: await creditOf(owner.address),
      algorithm: await creditOf(author.address),
      compute: await creditOf(provider.payout),
      fee: (await creditOf(market.treasury)) - fees,
      refund: await creditOf(buyer.address),
    });
    await expectLoad(provider.account.address, provider.environment, end === 'refunded' ? 0 : seconds);
  },
  60_000,
);

/** One run on four idle slots, seen in the block of its settlement. */
async function expectLoad(provider: Address, environment: `0x${string}`, seconds: number): Promise<void> {
  const { timestamp } = await market.chain.getBlock();
  const utilisation = await market.chain.readContract({
    address: market.book.contracts.providerRegistry,
    abi: providerRegistryAbi,
    functionName: 'utilisationOf',
    args: [provider, environment],
    blockOverrides: { time: timestamp },
  });
  expect(utilisationOf(meteredLoad(0n, 0n, BigInt(seconds), 4n), 4n)).toBe(utilisation);
}

test('load never rises above what full slots make, however long the runs', () => {
  expect(meteredLoad(4n * fullLoad, 0n, 10n ** 6n, 4n)).toBe(4n * fullLoad);
  expect(utilisationOf(9n * fullLoad, 4n)).toBe(10_000n);
});

async function creditOf(account: Address): Promise<bigint> {
  return market.chain.readContract({
    address: market.book.contracts.jobs,
    abi: jobsAbi,
    functionName: 'balanceOf',
    args: [market.token, account],
  });
}
