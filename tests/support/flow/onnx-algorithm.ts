import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type OnnxManifestInput, publishOnnx } from '@atoll/sdk/publish-onnx';
import type { Stack } from '../stack/start.ts';
import { contextOf } from './context.ts';
import { examples } from './example-dataset.ts';

/** Parameters of `examples/score-tumours`. */
export const scoreParameters = { label: 'diagnosis', positive: 'malignant' } as const;

interface Recipe {
  readonly name: string;
  readonly description: string;
  readonly license: string;
  readonly softwareVersion: string;
  readonly keywords: string[];
  readonly manifest: OnnxManifestInput;
}

export const exampleModel = (): Promise<Buffer> => readFile(resolve(examples, 'score-tumours/model.onnx'));

/** Publishes `examples/score-tumours`, or another model with its manifest, as its author would. */
export async function publishExampleModel(
  stack: Stack,
  changes: { model?: Uint8Array; manifest?: Partial<OnnxManifestInput> } = {},
) {
  const author = await contextOf(stack, stack.wallets.algorithmAuthor);
  const { manifest, ...description } = await readRecipe();
  return publishOnnx(author, {
    model: changes.model ?? (await exampleModel()),
    description,
    manifest: { ...manifest, ...changes.manifest },
    terms: { token: stack.token.address, price: 1_000_000n },
  });
}

/** Guarantee: the project's own file is of this shape; publishing checks each part of it. */
async function readRecipe(): Promise<Recipe> {
  return JSON.parse(await readFile(resolve(examples, 'score-tumours/algorithm.json'), 'utf8')) as Recipe;
}
