import {
  AlgorithmManifest,
  type DeclaredOutput,
  type ResourceNeeds,
} from '@atoll/schemas/metadata/algorithm';
import type { OnnxModel } from '@atoll/schemas/metadata/onnx-model';
import { CID } from 'multiformats/cid';
import { sha256 } from 'viem';
import type { MarketContext } from './context.ts';
import { memoryStorage } from './memory-blocks.ts';
import { pinCar } from './pin-car.ts';
import { type AlgorithmDescription, publishAlgorithm } from './publish-algorithm.ts';
import type { PublishedAsset } from './publish-asset.ts';
import type { TermsInput } from './terms.ts';

/** What an ONNX algorithm asks for; what is started is the provider's runner. */
export interface OnnxManifestInput {
  /** JSON Schema (2020-12) of the parameters: `label`, `positive`, `classes`, `columns`, `batch`, … as docker/onnx-runner has them. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** `summary.json` (json), `predictions.csv` (csv), or both. */
  readonly outputs: readonly Omit<DeclaredOutput, 'required'>[];
  readonly resources: Partial<ResourceNeeds> & Pick<ResourceNeeds, 'cpus' | 'memoryBytes'>;
  readonly maxSeconds: number;
}

/**
 * Lists an ONNX file as an algorithm: uploads it to the marketplace, which pins it, and publishes a manifest that names it by CID. A
 * provider with an ONNX runner scores a dataset with it.
 *
 * @throws what {@link pinCar} and {@link publishAlgorithm} throw
 * @example
 * const { tokenId } = await publishOnnx(ctx, { model, description, terms: { token, price: 5_000_000n }, manifest: {
 *   parameters: { type: 'object', properties: { label: { const: 'diagnosis' } } },
 *   outputs: [{ name: 'summary.json', type: 'json', maxBytes: 16_384 }],
 *   resources: { cpus: 1, memoryBytes: 256 << 20 }, maxSeconds: 60,
 * } });
 */
export async function publishOnnx(
  ctx: MarketContext,
  input: {
    model: Uint8Array;
    description: AlgorithmDescription;
    manifest: OnnxManifestInput;
    terms: TermsInput;
    nonce?: bigint;
  },
): Promise<PublishedAsset & { readonly onnx: OnnxModel }> {
  const { model, description, terms, nonce } = input;
  const storage = memoryStorage();
  const { cid } = await storage.putFile(partsOf(model));
  const root = cid.toString();
  await pinCar(ctx, { root, car: storage.exportCar(CID.parse(root)) });
  const published = await publishAlgorithm(ctx, {
    description,
    manifest: AlgorithmManifest.parse({
      version: 1,
      onnx: { cid: root, size: model.byteLength },
      ...input.manifest,
    }),
    terms,
    ...(nonce === undefined ? {} : { nonce }),
  });
  const digest = sha256(model).slice(2);
  return { ...published, onnx: { cid: root, size: model.byteLength, sha256: digest } };
}

async function* partsOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
