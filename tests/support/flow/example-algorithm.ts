import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Cid } from '@atoll/schemas/ids';
import { AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';
import type { OciImage } from '@atoll/schemas/metadata/image';
import { exportImage } from '@atoll/sdk/image/export-image';
import { saveImage } from '@atoll/sdk/image/save-image';
import { pinPath } from '@atoll/sdk/pin-path';
import { publishAlgorithm } from '@atoll/sdk/publish-algorithm';
import type { PublishedAsset } from '@atoll/sdk/publish-asset';
import { z } from 'zod';
import type { Stack } from '../stack/start.ts';
import { contextOf } from './context.ts';
import { examples } from './example-dataset.ts';

/** Price of a run of the example algorithm: 5 test dollars. */
export const algorithmPrice = 5_000_000n;

const Recipe = z.object({
  name: z.string(),
  description: z.string(),
  license: z.string(),
  softwareVersion: z.string(),
  keywords: z.array(z.string()),
  manifest: z.record(z.string(), z.unknown()),
});

export interface PublishedAlgorithm extends PublishedAsset {
  readonly image: OciImage;
  /** Every CID of the image on IPFS. */
  readonly imageCids: readonly Cid[];
}

/**
 * Puts an image of the author's engine on IPFS: each blob a file of its own, uploaded to the marketplace as a CAR, so that what
 * two images share is stored once.
 */
export async function publishImage(
  stack: Stack,
  input: {
    socketPath: string;
    image: string;
    progress?: (text: string) => void;
    /** CIDs by digest of what the stack has from images before: not put again, and added to. */
    blobs?: Map<string, Cid>;
  },
): Promise<OciImage> {
  const author = await contextOf(stack, stack.wallets.algorithmAuthor);
  return exportImage({
    archive: await saveImage(input),
    workDirectory: stack.directory,
    put: async (blob) => {
      const there = input.blobs?.get(blob.digest);
      if (there !== undefined) return there;
      input.progress?.(`${(blob.size / 1e6).toFixed(1)} MB of ${blob.digest.slice(0, 19)}…`);
      const cid = await pinPath(author, blob.path);
      input.blobs?.set(blob.digest, cid);
      return cid;
    },
  });
}

/** Publishes `examples/train-classifier` (or another entrypoint of an image that is there) as its author would. */
export async function publishExampleAlgorithm(
  stack: Stack,
  image: OciImage,
  changes: {
    name?: string;
    description?: string;
    manifest?: Readonly<Record<string, unknown>>;
    price?: bigint;
  } = {},
): Promise<PublishedAlgorithm> {
  const author = await contextOf(stack, stack.wallets.algorithmAuthor);
  const recipe = Recipe.parse(
    JSON.parse(await readFile(resolve(examples, 'train-classifier/algorithm.json'), 'utf8')),
  );
  const published = await publishAlgorithm(author, {
    description: {
      name: changes.name ?? recipe.name,
      description: changes.description ?? recipe.description,
      license: recipe.license,
      softwareVersion: recipe.softwareVersion,
      keywords: recipe.keywords,
    },
    manifest: AlgorithmManifest.parse({ ...recipe.manifest, ...changes.manifest, image }),
    terms: { token: stack.token.address, price: changes.price ?? algorithmPrice },
  });
  const blobs = image.blobs ?? [];
  return {
    ...published,
    image,
    imageCids: [...(image.manifest === undefined ? [] : [image.manifest]), ...blobs.map((blob) => blob.cid)],
  };
}
