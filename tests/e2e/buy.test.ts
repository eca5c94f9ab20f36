import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readAsset } from '@atoll/chain/read-asset';
import { readBalance, readTokenBalance } from '@atoll/chain/read-balance';
import { readSettlement } from '@atoll/chain/read-settlement';
import { simulateThenSend } from '@atoll/chain/write';
import { testDollarAbi } from '@atoll/contracts/generated/testDollar';
import { Address } from '@atoll/schemas/ids';
import { decryptResult } from '@atoll/sdk/decrypt-result';
import { fetchReceipt } from '@atoll/sdk/fetch-receipt';
import { fetchResult } from '@atoll/sdk/fetch-result';
import { orderBySignature } from '@atoll/sdk/order-by-signature';
import { readJob } from '@atoll/sdk/read-job';
import { verifyResult } from '@atoll/sdk/verify-result';
import { withdraw } from '@atoll/sdk/withdraw';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { expect, onTestFinished } from 'vitest';
import { contextOf } from '../support/flow/context.ts';
import { publishExampleAlgorithm } from '../support/flow/example-algorithm.ts';
import { publishExampleDataset } from '../support/flow/example-dataset.ts';
import {
  approvePair,
  exampleParameters,
  type Pair,
  problemFrom,
  quotePair,
  watchToEnd,
} from '../support/flow/run.ts';
import { buildExampleImage } from '../support/images.ts';
import { startProcess } from '../support/process.ts';
import type { StackLease } from '../support/stack/lease.ts';
import type { Wallet } from '../support/wallets.ts';
import { waitFor } from '../support/wait.ts';
import { test } from './support/shared-stack.ts';

const root = resolve(import.meta.dirname, '../..');
let lease: StackLease;
let pair: Pair;

test.beforeAll(async ({ shared, publish }) => {
  lease = shared;
  const image = await buildExampleImage(lease, { log: () => undefined });
  const oci = await publish(image);
  pair = {
    dataset: await publishExampleDataset(lease.stack, { name: 'bought' }),
    algorithm: await publishExampleAlgorithm(lease.stack, oci),
  };
  await approvePair(lease.stack, pair);
}, 180_000);

/** A buyer with test dollars and not a wei of the chain's own coin. */
async function buyerWithoutCoin(): Promise<Wallet> {
  const privateKey = generatePrivateKey();
  const wallet: Wallet = { address: Address.parse(privateKeyToAccount(privateKey).address), privateKey };
  const { stack } = lease;
  const { chain } = await contextOf(stack, stack.wallets.stranger);
  await simulateThenSend(chain, {
    address: stack.token.address,
    abi: testDollarAbi,
    functionName: 'mint',
    args: [wallet.address, 50_000_000n],
  });
  return wallet;
}

test('a buyer without native coin buys a run with two signatures and gets a result that nobody else can read', async () => {
  const { stack } = lease;
  const wallet = await buyerWithoutCoin();
  const buyer = await contextOf(stack, wallet);
  const { quote, identity } = await quotePair(stack, pair, { buyer: wallet, relayed: true });
  expect(await buyer.chain.publicClient.getBalance({ address: wallet.address })).toBe(0n);

  const { jobId } = await orderBySignature(buyer, quote);
  const { job } = await watchToEnd(stack, jobId, { buyer: wallet });
  expect(job).toMatchObject({ state: 'released', settlement: 'settled' });

  const signed = await fetchReceipt(buyer, jobId);
  const encrypted = await fetchResult(buyer, { jobId });
  const result = await decryptResult(encrypted, identity.identity);
  const statement = await verifyResult(buyer.chain, { signed, result });
  expect(statement.subject.map(({ name }) => name).toSorted()).toEqual(['metrics.json', 'model.onnx']);
  expect(JSON.parse(new TextDecoder().decode(result.outputs.get('metrics.json')))).toMatchObject({
    rows: { train: 426, test: 143 },
  });

  const stranger = await contextOf(stack, stack.wallets.stranger);
  expect(await problemFrom(readJob(stranger, jobId))).toMatchObject({ code: 'not_found' });
  expect(await problemFrom(fetchReceipt(stranger, jobId))).toMatchObject({ code: 'not_found' });
  const other = await quotePair(stack, pair);
  expect(await problemFrom(decryptResult(encrypted, other.identity.identity))).toMatchObject({
    code: 'not_allowed',
  });
});

test('everybody is paid what the order says, the rest goes back, and each can withdraw it', async () => {
  const { stack } = lease;
  const wallet = await buyerWithoutCoin();
  const buyer = await contextOf(stack, wallet);
  const token = stack.token.address;
  const before = await readBalance(buyer.chain, { token, account: stack.wallets.dataOwner.address });
  // Parameters of its own, for an identical job is answered without a run and without its price.
  const parameters = { ...exampleParameters, seed: 2 };
  const { quote } = await quotePair(stack, pair, { buyer: wallet, relayed: true, parameters });
  const { jobId } = await orderBySignature(buyer, quote);
  await watchToEnd(stack, jobId, { buyer: wallet });

  const settlement = await readSettlement(buyer.chain, jobId);
  const paid = new Map(settlement?.payments.map((payment) => [payment.role, payment.amount]));
  const compute = BigInt(settlement?.receipt.computeSeconds ?? 0) * quote.order.pricePerSecond;
  const income = 10_000_000n + 5_000_000n + compute;
  expect(paid.get('data')).toBe(10_000_000n);
  expect(paid.get('algorithm')).toBe(5_000_000n);
  expect(paid.get('compute')).toBe(compute);
  expect(paid.get('fee')).toBe((income * BigInt(quote.order.feeRate)) / 10_000n);
  const sum = [...paid.values()].reduce((total, amount) => total + amount, 0n);
  expect(sum).toBe(quote.maximum - quote.order.relayFee);

  const owner = await contextOf(stack, stack.wallets.dataOwner);
  const purse = await readTokenBalance(owner.chain, { token, account: owner.account.address });
  await withdraw(owner, { tokens: [token] });
  const after = await readTokenBalance(owner.chain, { token, account: owner.account.address });
  expect(after - purse).toBe(before + 10_000_000n);
});

test('the indexer tells the same story as the chain, and the catalogue shows what is for sale', async () => {
  const { stack } = lease;
  const buyer = await contextOf(stack, stack.wallets.buyer);
  const { quote } = await quotePair(stack, pair, { relayed: true });
  const { jobId } = await orderBySignature(buyer, quote);
  await watchToEnd(stack, jobId);
  const settlement = await readSettlement(buyer.chain, jobId);
  const indexed = await waitFor('the indexer to show the settlement', async () => {
    const reply = await fetch(`${stack.services.indexer.url}/jobs/${jobId}`);
    const job: unknown = reply.ok ? await reply.json() : undefined;
    return typeof job === 'object' && job !== null && 'state' in job && job.state === 'ended'
      ? job
      : undefined;
  });
  expect(indexed).toMatchObject({
    outcome: 'released',
    buyer: stack.wallets.buyer.address.toLowerCase(),
    maximum: quote.maximum.toString(),
    resultDigest: settlement?.receipt.resultDigest,
    payments: settlement?.payments.map(({ role, account, amount }) => ({
      role,
      account,
      amount: amount.toString(),
    })),
  });
  const catalogue = await waitFor('the catalogue to list the dataset', async () => {
    const reply = await fetch(`${stack.services.marketplace.url}/catalogue?q=biopsies`);
    const text = await reply.text();
    return text.includes(pair.dataset.id) ? text : undefined;
  });
  expect(catalogue).toContain('Breast Cancer Wisconsin');
});

test('the example program of a buyer buys a run and leaves outputs, receipt and the identity that reads the result', async () => {
  const { stack } = lease;
  const folder = await mkdtemp(join(tmpdir(), 'atoll-buyer-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { dataset, algorithm } = pair;
  const program = await startProcess({
    command: process.execPath,
    args: [
      join(root, 'examples/buy-a-run/main.ts'),
      dataset.tokenId.toString(),
      algorithm.tokenId.toString(),
      JSON.stringify(exampleParameters),
      join(folder, 'result'),
    ],
    env: {
      ATOLL_PRIVATE_KEY: stack.wallets.buyer.privateKey,
      ATOLL_DEPLOYMENT: stack.addressBookPath,
      ATOLL_RPC_URL: stack.anvil.rpcUrl,
      ATOLL_INDEXER_URL: stack.services.indexer.url,
      ATOLL_MARKETPLACE_URL: stack.services.marketplace.url,
    },
  });
  const { code } = await program.exited;
  expect({ code, output: program.output() }).toMatchObject({ code: 0 });
  expect(program.output().at(-1)).toBe('verified: metrics.json, model.onnx');
  expect((await readdir(join(folder, 'result'))).toSorted()).toEqual([
    'identity.txt',
    'metrics.json',
    'model.onnx',
    'receipt.json',
  ]);
});

test('the example program of an owner publishes a folder and approves an algorithm, so that it is quoted', async () => {
  const { stack } = lease;
  const program = await startProcess({
    command: process.execPath,
    args: [
      join(root, 'examples/sell-data/main.ts'),
      'sold',
      join(root, 'examples/breast-cancer/data'),
      '10000000',
      pair.algorithm.tokenId.toString(),
    ],
    env: {
      ATOLL_PRIVATE_KEY: stack.wallets.dataOwner.privateKey,
      ATOLL_DEPLOYMENT: stack.addressBookPath,
      ATOLL_RPC_URL: stack.anvil.rpcUrl,
      ATOLL_MARKETPLACE_URL: stack.services.marketplace.url,
      ATOLL_PROVIDER: stack.wallets.provider.address,
    },
  });
  const { code } = await program.exited;
  expect({ code, output: program.output() }).toMatchObject({ code: 0 });
  const tokenId = BigInt(/^published: dataset (\d+)$/m.exec(program.output().join('\n'))?.[1] ?? '');
  const buyer = await contextOf(stack, stack.wallets.buyer);
  const { metadataDigest } = await readAsset(buyer.chain, tokenId);
  const dataset = { ...pair.dataset, tokenId, metadataDigest };
  expect((await quotePair(stack, { ...pair, dataset })).quote.maximum).toBeGreaterThan(10_000_000n);
});

test.each([
  ['docs/buyer.md', 'examples/buy-a-run/main.ts'],
  ['docs/owner.md', 'examples/sell-data/main.ts'],
])('%s shows the program as it is', async (path, example) => {
  const page = await readFile(join(root, path), 'utf8');
  const program = await readFile(join(root, example), 'utf8');
  const shown = /^```ts\n(.*?)^```$/ms.exec(page)?.[1] ?? '';
  expect(shown.length).toBeGreaterThan(500);
  expect(program).toContain(shown);
});
