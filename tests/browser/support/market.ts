import { resolve } from 'node:path';
import type { DatasetRules } from '@atoll/schemas/metadata/dataset';
import type { OciImage } from '@atoll/schemas/metadata/image';
import type { DatasetSnapshot } from '@atoll/schemas/provider-api';
import { datasetDocument } from '@atoll/sdk/dataset-document';
import { makeSample, publishSample } from '@atoll/sdk/make-sample';
import { bindDataset } from '@atoll/sdk/publish-dataset';
import { registerDataset } from '@atoll/sdk/register-dataset';
import { publishAsset } from '@atoll/sdk/publish-asset';
import { approveAlgorithm } from '@atoll/sdk/approve-algorithm';
import { orderJob } from '@atoll/sdk/order';
import { rateJob } from '@atoll/sdk/rate-job';
import { z } from 'zod';
import { contextOf } from '../../support/flow/context.ts';
import {
  examples,
  publishExampleDataset,
  type PublishedDataset,
  type PublishedSample,
} from '../../support/flow/example-dataset.ts';
import { quotePair, watchToEnd } from '../../support/flow/run.ts';
import { publishSmallAlgorithm } from '../../support/flow/small-algorithm.ts';
import type { Stack } from '../../support/stack/start.ts';
import { waitFor } from '../../support/wait.ts';

/** A dataset beside the example's: the same snapshot under another description. */
export interface Described {
  readonly name: string;
  readonly description: string;
  readonly license: string;
  readonly keywords: readonly string[];
  /** In the test dollar's smallest unit. */
  readonly price: bigint;
  /** What it says of its size; the snapshot's own unless given. */
  readonly rows?: number;
  readonly bytes?: number;
}

/** Lists another dataset over a snapshot that is registered already. It is shown, and not bound: nobody could run on it. */
export async function describeAgain(stack: Stack, snapshot: DatasetSnapshot, described: Described) {
  const owner = await contextOf(stack, stack.wallets.dataOwner);
  const document = datasetDocument(snapshot, {
    name: described.name,
    description: described.description,
    license: described.license,
    version: '1.0.0',
    keywords: [...described.keywords],
  });
  const { rows, bytes } = described;
  const size = { ...(rows === undefined ? {} : { rows }), ...(bytes === undefined ? {} : { bytes }) };
  return publishAsset(owner, {
    kind: 'dataset',
    document: { ...document, atoll: { ...document.atoll, ...size } },
    commitment: snapshot.commitment.digest,
    terms: {
      token: stack.token.address,
      price: described.price,
      provider: stack.wallets.provider.address,
    },
  });
}

/** Waits until the catalogue shows assets, with what their documents say. Counting its entries would not tell whose they are. */
export async function waitUntilListed(
  stack: Stack,
  assets: readonly { readonly id: string }[],
): Promise<void> {
  const Entry = z.object({ documentStatus: z.string() });
  for (const { id } of assets) {
    const address = `${stack.services.marketplace.url}/catalogue/${encodeURIComponent(id)}`;
    const isListed = async () => {
      const reply = await fetch(address);
      return reply.ok && Entry.parse(await reply.json()).documentStatus === 'verified';
    };
    await waitFor(`${id} in the catalogue`, isListed, { deadlineMs: 60_000 });
  }
}

export interface LivingMarket {
  readonly dataset: PublishedDataset;
  readonly algorithm: Awaited<ReturnType<typeof publishSmallAlgorithm>>;
  /** A run that was released and rated. */
  readonly jobId: `0x${string}`;
}

/** Makes a draft of the synthetic sample of the example dataset, whose domains its custodian knows. Answers its digest. */
export async function makeExampleSample(
  stack: Stack,
  snapshot: DatasetSnapshot,
  epsilon = 4,
): Promise<string> {
  const custodian = await contextOf(stack, stack.wallets.dataOwner);
  const columns = snapshot.files.flatMap((file) => file.columns ?? []);
  const [file] = snapshot.files;
  if (file === undefined) throw new Error('the example has no file');
  const made = await makeSample(custodian, {
    name: snapshot.name,
    epsilon,
    rows: 200,
    domains: {
      [file.path]: Object.fromEntries(
        columns.map(({ name, type }) => [
          name,
          type === 'text'
            ? { kind: 'categories' as const, values: ['malignant', 'benign'], missing: false }
            : { kind: 'number' as const, min: 0, max: mostOf(name), missing: false },
        ]),
      ),
    },
  });
  return made.sample;
}

/** Makes and publishes the synthetic sample of the example dataset, as its custodian would. */
async function publishExampleSample(stack: Stack, snapshot: DatasetSnapshot): Promise<PublishedSample> {
  const sample = await makeExampleSample(stack, snapshot);
  const custodian = await contextOf(stack, stack.wallets.dataOwner);
  const { published } = await publishSample(custodian, { name: snapshot.name, sample });
  if (published === undefined) throw new Error('the sample was not published');
  return published;
}

/** What a column of the example reaches at most, about. */
function mostOf(column: string): number {
  if (column.startsWith('area')) return 2600;
  if (column.startsWith('perimeter')) return 200;
  if (column.startsWith('radius') || column.startsWith('texture')) return 40;
  return 0.5;
}

/**
 * A market in which something has happened: a dataset, an algorithm, a run that was paid, released and rated.
 *
 * @param input.image the counting algorithm's, on IPFS
 */
export async function openLivingMarket(
  stack: Stack,
  input: { image: OciImage; sample?: boolean },
): Promise<LivingMarket> {
  const dataset = await publishExampleDataset(
    stack,
    input.sample === true ? { sampleOf: (snapshot) => publishExampleSample(stack, snapshot) } : {},
  );
  const algorithm = await publishSmallAlgorithm(stack, input.image);
  await approveAlgorithm(await contextOf(stack, stack.wallets.dataOwner), {
    datasetId: dataset.tokenId,
    algorithmId: algorithm.tokenId,
    metadataDigest: algorithm.metadataDigest,
    // Some tests let weeks pass.
    validFor: 365 * 86_400,
  });
  const pair = { dataset, algorithm };
  const { quote } = await quotePair(stack, pair, { parameters: { seconds: 0 } });
  const buyer = await contextOf(stack, stack.wallets.buyer);
  const { jobId } = await orderJob(buyer, quote);
  await watchToEnd(stack, jobId);
  await rateJob(buyer, { jobId, score: 5 });
  return { dataset, algorithm, jobId };
}

/** Registers the example's files under rules, lists them under a name of their own and binds them: runs on them can be ordered. */
export async function listDataset(
  stack: Stack,
  input: { name: string; localName: string; price: bigint; rules?: Partial<DatasetRules> },
): Promise<PublishedDataset> {
  const owner = await contextOf(stack, stack.wallets.dataOwner);
  const snapshot = await registerDataset(owner, {
    name: input.localName,
    source: { kind: 'folder', path: resolve(examples, 'breast-cancer/data') },
    rules: { release: 'auto', outputTypes: ['json'], maxOutputBytes: 1 << 16, ...input.rules },
  });
  const published = await describeAgain(stack, snapshot, {
    name: input.name,
    description: 'Cells, measured',
    license: 'CC-BY-4.0',
    keywords: ['cells'],
    price: input.price,
  });
  await bindDataset(owner, { snapshot: snapshot.snapshot, assetId: published.tokenId.toString() });
  return { ...published, snapshot };
}
