import { createHash } from 'node:crypto';
import { type AssetRow, rowOf } from '@atoll/marketplace/catalogue/projection/asset-facts';
import type { AssetView } from '@atoll/schemas/asset';
import { formatAssetId } from '@atoll/schemas/ids';
import { croissantContext } from '@atoll/schemas/metadata/dataset';
import type { MetadataDocument } from '@atoll/schemas/metadata/document';
import { rawCidOf } from '@atoll/storage/verify-block';
import type { Random } from '../economics/random.ts';
import { drawZipf } from './words.ts';

const registry = `0x${'a5'.repeat(20)}` as const;
const licences = [
  'https://creativecommons.org/licenses/by/4.0/',
  'https://creativecommons.org/publicdomain/zero/1.0/',
  'Apache-2.0',
  'MIT',
  'https://creativecommons.org/licenses/by-nc/4.0/',
  'ODbL-1.0',
  'GPL-3.0-only',
  'https://example.org/terms',
];
const formats = [
  'text/csv',
  'application/vnd.apache.parquet',
  'application/json',
  'image/png',
  'text/plain',
  'audio/flac',
];
const types = ['sc:Integer', 'sc:Float', 'sc:Text', 'sc:Boolean', 'sc:Date', 'sc:DateTime'] as const;
export const gpuModels = ['NVIDIA H100', 'NVIDIA A100', 'NVIDIA L4', 'NVIDIA T4'];
export const token = `0x${'d0'.repeat(20)}` as const;
const noAccount = `0x${'00'.repeat(20)}` as const;
const providers = 200;

const hex = (text: string, bytes: number) =>
  `0x${createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, bytes * 2)}` as const;
export const providerAt = (number: number) => hex(`provider ${number}`, 20);

/** Draws from a list, the first ones most often. */
const pick = <T>(random: Random, list: readonly [T, ...T[]] | readonly T[]): T => {
  const value = list[drawZipf(random, list.length)];
  if (value === undefined) throw new TypeError('nothing to draw from');
  return value;
};

function words(random: Random, vocabulary: readonly string[], count: number): string[] {
  return Array.from({ length: count }, () => pick(random, vocabulary));
}

function datasetOf(random: Random, vocabulary: readonly string[], texts: Texts): MetadataDocument {
  const columns = 3 + Math.floor(random() * 12);
  return {
    '@context': croissantContext,
    '@type': 'sc:Dataset',
    conformsTo: 'http://mlcommons.org/croissant/1.1',
    ...texts,
    version: '1.0.0',
    distribution: [
      {
        '@type': 'cr:FileObject',
        '@id': 'data',
        name: 'data',
        contentUrl: 'urn:atoll:sealed:data',
        contentSize: `${Math.floor(random() * 1e9)} B`,
        encodingFormat: pick(random, formats),
      },
    ],
    recordSet: [
      {
        '@type': 'cr:RecordSet',
        '@id': 'records',
        name: 'records',
        field: Array.from({ length: columns }, (_, at) => {
          const name = `${words(random, vocabulary, 2).join('_')}_${at}`;
          return {
            '@type': 'cr:Field' as const,
            '@id': `records/${name}`,
            name,
            dataType: pick(random, types),
            source: { fileObject: { '@id': 'data' }, extract: { column: name } },
          };
        }),
      },
    ],
    atoll: {
      kind: 'dataset',
      version: 1,
      commitment: rawCidOf(new Uint8Array([1])).toString(),
      bytes: Math.floor(random() * 1e9),
      rows: Math.floor(random() * 1e6),
      rules: { release: 'auto', outputTypes: ['json'], maxOutputBytes: 1 << 20 },
    },
  };
}

interface Texts {
  readonly name: string;
  readonly description: string;
  readonly license: string;
  readonly keywords: string[];
}

function softwareOf(kind: 'algorithm' | 'model', texts: Texts): MetadataDocument {
  const common = {
    '@context': 'https://schema.org/' as const,
    '@type': 'SoftwareApplication' as const,
    ...texts,
    softwareVersion: '1.0.0',
  };
  const cid = rawCidOf(new Uint8Array([2])).toString();
  if (kind === 'model') return { ...common, atoll: { kind, onnx: { cid, size: 1_000 } } };
  return {
    ...common,
    atoll: {
      kind,
      manifest: {
        version: 1,
        onnx: { cid, size: 1_000 },
        workingDirectory: '/',
        environment: {},
        parameters: { type: 'object' },
        outputs: [{ name: 'result.json', type: 'json', maxBytes: 1 << 20, required: true }],
        resources: { cpus: 1, memoryBytes: 1 << 28, scratchBytes: 1 << 20, pids: 64, gpus: 0 },
        maxSeconds: 60,
      },
    },
  };
}

const capitalised = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** An asset as a market holds them: names and descriptions of words that are as frequent as those of a language. */
export function assetAt(random: Random, vocabulary: readonly string[], number: number): AssetRow {
  const texts = {
    name: capitalised(words(random, vocabulary, 2 + Math.floor(random() * 4)).join(' ')),
    description: words(random, vocabulary, 30 + Math.floor(random() * 60)).join(' '),
    license: pick(random, licences),
    keywords: words(random, vocabulary.slice(0, 2_000), Math.floor(random() * 5)),
  };
  const draw = random();
  const kind = draw < 0.7 ? 'dataset' : draw < 0.93 ? 'algorithm' : 'model';
  const document = kind === 'dataset' ? datasetOf(random, vocabulary, texts) : softwareOf(kind, texts);
  const digest = hex(`document ${number}`, 32);
  const asset: AssetView = {
    id: formatAssetId(31337, registry, BigInt(number)),
    tokenId: String(number),
    kind,
    state: random() < 0.95 ? 'active' : random() < 0.6 ? 'paused' : 'retired',
    owner: hex(`owner ${drawZipf(random, 5_000)}`, 20),
    version: 1,
    metadataDigest: digest,
    metadata: rawCidOf(Buffer.from(digest)).toString(),
    commitment: digest,
    terms: {
      token,
      price: String(Math.floor(random() * 1_000) * 10_000),
      provider: kind === 'dataset' ? providerAt(drawZipf(random, providers)) : noAccount,
      beneficiary: noAccount,
      derivativeRoyalty: 0,
      resaleRoyalty: 0,
      reviewWindow: 86_400,
    },
    publishedAt: 1_700_000_000 + number * 60,
    documentStatus: 'verified',
    document,
  };
  const ratings = random() < 0.2 ? 1 + Math.floor(random() * 20) : 0;
  return rowOf({
    asset,
    updatedAt: asset.publishedAt,
    runs: random() < 0.3 ? drawZipf(random, 1_000) : 0,
    ratings,
    ratingSum: ratings * (1 + Math.floor(random() * 5)),
  });
}

/** Every third provider rents GPUs. */
export function providerRows(): { provider: string; gpus: string[] }[] {
  return Array.from({ length: providers }, (_, number) => ({
    provider: providerAt(number),
    gpus: number % 3 === 0 ? [gpuModels[number % gpuModels.length] ?? ''] : [],
  }));
}
