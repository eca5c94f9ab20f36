import { randomBytes } from 'node:crypto';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSettlement } from '@atoll/chain/read-settlement';
import { readBalance, readTokenBalance } from '@atoll/chain/read-balance';
import { Bytes32 } from '@atoll/schemas/ids';
import type { OciImage } from '@atoll/schemas/metadata/image';
import { orderJob } from '@atoll/sdk/order';
import { publishAsset } from '@atoll/sdk/publish-asset';
import { reviewOutput } from '@atoll/sdk/review-output';
import { approveAtProvider } from '@atoll/sdk/approve-algorithm';
import { z } from 'zod';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contextOf } from '../support/flow/context.ts';
import { publishImage } from '../support/flow/example-algorithm.ts';
import { publishExampleDataset } from '../support/flow/example-dataset.ts';
import { actAsOwner } from '../support/flow/owner-acts.ts';
import { approvePair, type Pair, problemFrom, quotePair, watchToEnd } from '../support/flow/run.ts';
import { publishSmallAlgorithm } from '../support/flow/small-algorithm.ts';
import { balanceInWallet } from '../support/flow/token-balance.ts';
import { buildSmallImage } from '../support/images.ts';
import { type StackLease, leaseStack } from '../support/stack/lease.ts';
import { waitFor } from '../support/wait.ts';

let lease: StackLease;
let image: OciImage;

beforeAll(async () => {
  // reservations of quotes that are never ordered would take all slots otherwise
  lease = await leaseStack({ slots: 32 });
  // No refusal depends on what the algorithm computes; to put the image of the example on IPFS takes 20 seconds of processor.
  const built = await buildSmallImage(lease, { log: () => undefined });
  image = await publishImage(lease.stack, { socketPath: lease.socketPath, image: built });
}, 180_000);

afterAll(() => lease?.stop(), 30_000);

let count = 0;
/** A dataset and an algorithm of this test alone, approved for each other. */
async function approvedPair(options: Parameters<typeof publishExampleDataset>[1] = {}): Promise<Pair> {
  count += 1;
  const pair = {
    dataset: await publishExampleDataset(lease.stack, { name: `dataset-${count}`, ...options }),
    algorithm: await publishSmallAlgorithm(lease.stack, image, { name: `Algorithm ${count}` }),
  };
  await approvePair(lease.stack, pair);
  return pair;
}

/** A quote for a run that counts rows at once. */
const quoteFor = (pair: Pair, options: Parameters<typeof quotePair>[2] = {}) =>
  quotePair(lease.stack, pair, { parameters: { seconds: 0 }, ...options });
const purse = () => balanceInWallet(lease.stack, lease.stack.wallets.buyer.address);
const random32 = () => `0x${randomBytes(32).toString('hex')}` as const;

test('parameters that break the schema are refused with their path, before money moves', async () => {
  const pair = await approvedPair();
  const before = await purse();
  const problem = await problemFrom(quoteFor(pair, { parameters: { seconds: 101 } }));
  expect(problem.code).toBe('invalid_parameters');
  expect(problem.detail).toContain('seconds');
  expect(await purse()).toBe(before);
});

test('an environment that nobody offers is refused', async () => {
  const pair = await approvedPair();
  const problem = await problemFrom(quoteFor(pair, { changes: { environment: random32() } }));
  expect(problem.code).toBe('environment_unknown');
});

test('a version that is no longer current is refused, by the provider and by the chain', async () => {
  const { stack } = lease;
  const pair = await approvedPair();
  const { quote } = await quoteFor(pair);
  await actAsOwner(stack, stack.wallets.algorithmAuthor, {
    act: 'update',
    assetId: pair.algorithm.tokenId,
    fromVersion: 1,
    metadataDigest: random32(),
    commitment: `0x${'00'.repeat(32)}`,
  });
  expect((await problemFrom(quoteFor(pair))).code).toBe('stale_version');
  const before = await purse();
  const buyer = await contextOf(stack, stack.wallets.buyer);
  expect((await problemFrom(orderJob(buyer, quote))).code).toBe('stale_version');
  expect(await purse()).toBe(before);
});

test.each([
  { state: 'paused', code: 'asset_paused' },
  { state: 'retired', code: 'asset_retired' },
] as const)('a dataset that is $state cannot be quoted or ordered', async ({ state, code }) => {
  const { stack } = lease;
  const pair = await approvedPair();
  const { quote } = await quoteFor(pair);
  await actAsOwner(stack, stack.wallets.dataOwner, { act: 'setState', assetId: pair.dataset.tokenId, state });
  expect((await problemFrom(quoteFor(pair))).code).toBe(code);
  const buyer = await contextOf(stack, stack.wallets.buyer);
  expect((await problemFrom(orderJob(buyer, quote))).code).toBe(code);
});

test('an approval that is used up admits no further order', async () => {
  const { stack } = lease;
  const dataset = await publishExampleDataset(stack, { name: 'one-run' });
  const algorithm = await publishSmallAlgorithm(stack, image, { name: 'One run' });
  await approvePair(stack, { dataset, algorithm }, { runs: 1 });
  const buyer = await contextOf(stack, stack.wallets.buyer);
  const { quote } = await quoteFor({ dataset, algorithm });
  const { quote: second } = await quoteFor({ dataset, algorithm });
  const { jobId } = await orderJob(buyer, quote);
  expect((await problemFrom(orderJob(buyer, second))).code).toBe('not_approved');
  expect((await watchToEnd(stack, jobId)).job.state).toBe('released');
});

test('a buyer with too little money is told so before anything is sent', async () => {
  const { stack } = lease;
  const pair = await approvedPair();
  const { quote } = await quoteFor(pair, { buyer: stack.wallets.stranger });
  const stranger = await contextOf(stack, stack.wallets.stranger);
  expect(await problemFrom(orderJob(stranger, quote))).toMatchObject({ code: 'insufficient_escrow' });
});

async function findFile(folder: string, name: string, below: string): Promise<string> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.name === name && path.includes(below)) return path;
  }
  throw new Error(`${name} is not below ${folder}`);
}

test('a dataset file that changed after its commitment stops the run and everything goes back', async () => {
  const { stack } = lease;
  const pair = await approvedPair();
  const { quote } = await quoteFor(pair);
  const file = await findFile(join(stack.directory, 'provider'), 'wdbc.csv', pair.dataset.snapshot.snapshot);
  const text = await readFile(file, 'utf8');
  await chmod(file, 0o644);
  // one digit of one biopsy, and the size stays
  await writeFile(
    file,
    text.replace(/\d(?=\D*$)/, (digit) => (digit === '9' ? '8' : '9')),
  );
  await chmod(file, 0o444);
  const buyer = await contextOf(stack, stack.wallets.buyer);
  const { jobId } = await orderJob(buyer, quote);
  const { job } = await watchToEnd(stack, jobId);
  expect(job).toMatchObject({ state: 'refused', reason: 'dataset_changed', settlement: 'refunded' });
  const settlement = await readSettlement(buyer.chain, jobId);
  expect(settlement?.payments).toMatchObject([{ role: 'refund', amount: quote.maximum }]);
});

test('metadata that nobody can produce is shown as such and cannot be approved', async () => {
  const { stack } = lease;
  const author = await contextOf(stack, stack.wallets.algorithmAuthor);
  const pair = await approvedPair();
  await actAsOwner(stack, stack.wallets.algorithmAuthor, {
    act: 'update',
    assetId: pair.algorithm.tokenId,
    fromVersion: 1,
    metadataDigest: random32(),
    commitment: `0x${'00'.repeat(32)}`,
  });
  const asset = await waitFor('the indexer to see the new version', async () => {
    const reply = await fetch(`${stack.services.indexer.url}/assets/${pair.algorithm.tokenId}`);
    if (!reply.ok) return undefined;
    const body = z
      .object({ version: z.int(), documentStatus: z.string(), metadataDigest: z.string() })
      .parse(await reply.json());
    return body.version === 2 ? body : undefined;
  });
  expect(['pending', 'unavailable']).toContain(asset.documentStatus);
  const owner = await contextOf(stack, stack.wallets.dataOwner);
  const problem = await problemFrom(
    approveAtProvider(owner, {
      datasetId: pair.dataset.tokenId,
      algorithmId: pair.algorithm.tokenId,
      metadataDigest: Bytes32.parse(asset.metadataDigest),
    }),
  );
  expect(problem.code).toBe('content_unavailable');
  expect(
    (
      await problemFrom(
        publishAsset(author, {
          kind: 'algorithm',
          document: { name: 'not a manifest' },
          terms: { token: stack.token.address, price: 1n },
        }),
      )
    ).code,
  ).toBe('malformed_metadata');
});

test('an output that the owner withholds costs the failure cap at most, and the data price goes back', async () => {
  const { stack } = lease;
  const pair = await approvedPair({
    rules: { release: 'review', outputTypes: ['json', 'onnx'], maxOutputBytes: 1 << 20 },
    reviewWindow: 600,
  });
  const failureCap = 6_000_000n;
  const { quote } = await quoteFor(pair, { failureCap });
  const buyer = await contextOf(stack, stack.wallets.buyer);
  const owner = await contextOf(stack, stack.wallets.dataOwner);
  const { jobId } = await orderJob(buyer, quote);
  let decided: Promise<unknown> | undefined;
  const { job, states } = await watchToEnd(stack, jobId, {
    onState: ({ state }) => {
      if (state === 'output_review') decided ??= reviewOutput(owner, { jobId, decision: 'withhold' });
    },
  });
  await decided;
  expect(states).toContain('output_review');
  expect(job).toMatchObject({ state: 'withheld', reason: 'output_withheld', settlement: 'part_refunded' });
  expect(job.result).toBeUndefined();
  const settlement = await readSettlement(buyer.chain, jobId);
  const paid = new Map(settlement?.payments.map((payment) => [payment.role, payment.amount]));
  expect(paid.get('data')).toBeUndefined();
  expect(quote.maximum - (paid.get('refund') ?? 0n)).toBeLessThanOrEqual(failureCap);
});

test('whatever happened, the escrow holds exactly what it owes', async () => {
  const { stack } = lease;
  const { chain } = await contextOf(stack, stack.wallets.buyer);
  await waitFor('the indexer to show the end of every job', async () => {
    const reply = await fetch(`${stack.services.indexer.url}/jobs?limit=100`);
    const { items } = z.object({ items: z.array(z.object({ state: z.string() })) }).parse(await reply.json());
    return items.length > 0 && items.every((job) => job.state === 'ended');
  });
  const held = await readTokenBalance(chain, { token: stack.token.address, account: chain.addresses.jobs });
  const accounts = Object.values(stack.wallets).map((wallet) => wallet.address);
  const credits = await Promise.all(
    accounts.map((account) => readBalance(chain, { token: stack.token.address, account })),
  );
  expect(held).toBe(credits.reduce((sum, credit) => sum + credit, 0n));
});
