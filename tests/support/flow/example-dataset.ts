import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DatasetRules } from '@atoll/schemas/metadata/dataset';
import type { DatasetSnapshot } from '@atoll/schemas/provider-api';
import type { PublishedAsset } from '@atoll/sdk/publish-asset';
import { publishDataset } from '@atoll/sdk/publish-dataset';
import { registerDataset } from '@atoll/sdk/register-dataset';
import { z } from 'zod';
import type { Stack } from '../stack/start.ts';
import { contextOf } from './context.ts';

export const examples = resolve(import.meta.dirname, '../../../examples');

/** Price of a run on the example dataset: 10 test dollars. */
export const datasetPrice = 10_000_000n;

const Description = z.object({
  name: z.string(),
  description: z.string(),
  creators: z.array(z.string()),
  datePublished: z.string(),
  license: z.string(),
  citation: z.string(),
  keywords: z.array(z.string()),
  files: z.array(
    z.object({ path: z.string(), columns: z.array(z.object({ name: z.string(), description: z.string() })) }),
  ),
});

export interface PublishedDataset extends PublishedAsset {
  readonly snapshot: DatasetSnapshot;
}

/** CIDs that the metadata document names. */
export interface PublishedSample {
  readonly sample: string;
  readonly statistics: string;
}

const defaultRules: DatasetRules = {
  release: 'auto',
  outputTypes: ['json', 'onnx'],
  maxOutputBytes: 1 << 20,
};

/** Registers the example dataset (or another folder) at the provider and publishes it, as its owner would. */
export async function publishExampleDataset(
  stack: Stack,
  options: {
    name?: string;
    path?: string;
    rules?: DatasetRules;
    reviewWindow?: number;
    price?: bigint;
    sampleOf?: (snapshot: DatasetSnapshot) => Promise<PublishedSample>;
  } = {},
): Promise<PublishedDataset> {
  const owner = await contextOf(stack, stack.wallets.dataOwner);
  const text = Description.parse(
    JSON.parse(await readFile(resolve(examples, 'breast-cancer/dataset.json'), 'utf8')),
  );
  const snapshot = await registerDataset(owner, {
    name: options.name ?? 'breast-cancer',
    source: { kind: 'folder', path: options.path ?? resolve(examples, 'breast-cancer/data') },
    rules: options.rules ?? defaultRules,
  });
  const published = await publishDataset(owner, {
    snapshot,
    ...(await options.sampleOf?.(snapshot)),
    description: {
      name: text.name,
      description: text.description,
      license: text.license,
      version: '1.0.0',
      creator: text.creators.join(', '),
      citeAs: text.citation,
      datePublished: text.datePublished,
      keywords: text.keywords,
      columns: Object.fromEntries(
        text.files.map((file) => [
          file.path,
          Object.fromEntries(file.columns.map((column) => [column.name, column.description])),
        ]),
      ),
    },
    terms: {
      token: stack.token.address,
      price: options.price ?? datasetPrice,
      provider: stack.wallets.provider.address,
      ...(options.reviewWindow === undefined ? {} : { reviewWindow: options.reviewWindow }),
    },
  });
  return { ...published, snapshot };
}
