import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readAsset, type Terms } from '@atoll/chain/read-asset';
import { simulateThenSend } from '@atoll/chain/write';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { assetKinds, assetStates } from '@atoll/schemas/asset';
import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';
import type { DatasetRules } from '@atoll/schemas/metadata/dataset';
import type { Wallets } from '@atoll/tests/support/wallets';
import { approveAlgorithm } from '../src/approvals/approve-algorithm.ts';
import { bindDataset } from '../src/datasets/bind-dataset.ts';
import { registerDataset } from '../src/datasets/register-dataset.ts';
import type { Market } from './market.ts';
import { price } from './market-environment.ts';

export interface Pair {
  readonly datasetId: bigint;
  readonly datasetDigest: Bytes32;
  readonly algorithmId: bigint;
  readonly algorithmDigest: Bytes32;
}

const manifest: AlgorithmManifest = {
  version: 1,
  image: { manifestDigest: `sha256:${'cd'.repeat(32)}`, repository: 'registry.example/atoll/train' },
  entrypoint: ['/train'],
  workingDirectory: '/',
  environment: {},
  parameters: {
    type: 'object',
    properties: { folds: { type: 'integer', minimum: 2 } },
    additionalProperties: false,
  },
  outputs: [{ name: 'metrics.json', type: 'json', maxBytes: 1000, required: true }],
  resources: { cpus: 1, memoryBytes: 64 << 20, scratchBytes: 1 << 20, pids: 16, gpus: 0 },
  maxSeconds: 60,
};

/** Publishes a dataset and an algorithm and approves the one for the other, but for what the test leaves out. */
export async function publishPair(
  market: Market,
  options: {
    rules?: Partial<DatasetRules>;
    reviewWindow?: number;
    manifest?: Partial<AlgorithmManifest>;
    terms?: Partial<Terms>;
    approveOnChain?: boolean;
    expiresAt?: number;
    approveHere?: boolean;
    /** Folder of the market's data. */
    folder?: string;
    integrity?: 'sampled' | 'full';
  } = {},
): Promise<Pair> {
  const { ctx } = market;
  const snapshot = await registerDataset(ctx, {
    name: 'reef',
    source: { kind: 'folder', path: join(market.directory, 'data', options.folder ?? 'reef') },
    integrity: options.integrity ?? 'sampled',
    rules: { release: 'auto', outputTypes: ['json'], maxOutputBytes: 10_000, ...options.rules },
  });
  const terms = { reviewWindow: options.reviewWindow ?? 0, ...options.terms };
  const datasetDigest: Bytes32 = `0x${randomBytes(32).toString('hex')}`;
  const datasetId = await publish(market, 'dataOwner', 'dataset', {
    digest: datasetDigest,
    commitment: snapshot.commitment.digest,
    terms: { price: price.dataset, provider: market.wallets.provider.address, ...terms },
  });
  await bindDataset(ctx, { snapshot: snapshot.snapshot, assetId: datasetId.toString() });
  const document = {
    '@context': 'https://schema.org/',
    '@type': 'SoftwareApplication',
    name: 'train',
    description: `a run of its own: ${randomBytes(8).toString('hex')}`,
    license: 'Apache-2.0',
    softwareVersion: '1',
    atoll: { kind: 'algorithm', manifest: { ...manifest, ...options.manifest } },
  };
  const bytes = canonicalJsonBytes(document);
  await ctx.storage.putDocument(bytes);
  const algorithmDigest: Bytes32 = `0x${createHash('sha256').update(bytes).digest('hex')}`;
  const algorithmId = await publish(market, 'algorithmAuthor', 'algorithm', {
    digest: algorithmDigest,
    commitment: `0x${'00'.repeat(32)}`,
    terms: { price: price.algorithm },
  });
  const pair = { datasetId, datasetDigest, algorithmId, algorithmDigest };
  if (options.approveOnChain !== false) await approveOnChain(market, pair, options.expiresAt);
  if (options.approveHere !== false) await approveAlgorithm(ctx, approvalFor(pair));
  return pair;
}

/** The same document under a stranger's account, who asks nothing for it: the pair with the copy in the author's place. */
export async function publishCopy(market: Market, pair: Pair): Promise<Pair> {
  const algorithmId = await publish(market, 'stranger', 'algorithm', {
    digest: pair.algorithmDigest,
    commitment: `0x${'00'.repeat(32)}`,
    terms: { price: 0n },
  });
  return { ...pair, algorithmId };
}

/** What the custodian approves, or takes back, for a pair. */
export const approvalFor = (pair: Pair) => ({
  datasetId: pair.datasetId.toString(),
  algorithmId: pair.algorithmId.toString(),
  metadataDigest: pair.algorithmDigest,
});

export async function approveOnChain(market: Market, pair: Pair, expiresAt = 0xffffffff): Promise<void> {
  await simulateThenSend(await market.as('dataOwner'), {
    address: market.book.contracts.assetRegistry,
    abi: assetRegistryAbi,
    functionName: 'approveAlgorithm',
    args: [pair.datasetId, pair.algorithmId, pair.algorithmDigest, expiresAt, 0xffffffff],
  });
}

/** The dataset's token passes to a stranger, who does everything on chain that the former owner had done. */
export async function takeOver(market: Market, pair: Pair): Promise<void> {
  const call = { address: market.book.contracts.assetRegistry, abi: assetRegistryAbi } as const;
  const owner = market.wallets.dataOwner.address;
  const thief = market.wallets.stranger.address;
  await simulateThenSend(await market.as('dataOwner'), {
    ...call,
    functionName: 'transferFrom',
    args: [owner, thief, pair.datasetId],
  });
  const chain = await market.as('stranger');
  await simulateThenSend(chain, {
    ...call,
    functionName: 'setState',
    args: [pair.datasetId, assetStates.indexOf('active')],
  });
  await simulateThenSend(chain, {
    ...call,
    functionName: 'approveAlgorithm',
    args: [pair.datasetId, pair.algorithmId, pair.algorithmDigest, 0xffffffff, 0xffffffff],
  });
}

async function publish(
  market: Market,
  who: keyof Wallets,
  kind: (typeof assetKinds)[number],
  input: { digest: Bytes32; commitment: Bytes32; terms: Partial<Terms> },
): Promise<bigint> {
  const chain = await market.as(who);
  const zero = `0x${'00'.repeat(20)}` as const;
  const call = { address: market.book.contracts.assetRegistry, abi: assetRegistryAbi } as const;
  await simulateThenSend(chain, {
    ...call,
    functionName: 'publish',
    args: [
      {
        kind: assetKinds.indexOf(kind),
        metadataDigest: input.digest,
        commitment: input.commitment,
        terms: {
          token: market.token,
          price: 0n,
          provider: zero,
          beneficiary: zero,
          derivativeRoyalty: 0,
          resaleRoyalty: 0,
          reviewWindow: 0,
          ...input.terms,
        },
      },
      0n,
    ],
  });
  const id = await chain.publicClient.readContract({
    ...call,
    functionName: 'assetIdOf',
    args: [market.wallets[who].address, input.digest, 0n],
  });
  await readAsset(chain, id);
  return id;
}
