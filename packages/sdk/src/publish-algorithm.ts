import { AlgorithmDocument, type AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';
import type { MarketContext } from './context.ts';
import { publishAsset, type PublishedAsset } from './publish-asset.ts';
import type { TermsInput } from './terms.ts';

/** What people write about an algorithm. */
export interface AlgorithmDescription {
  name: string;
  description: string;
  license: string;
  softwareVersion: string;
  keywords?: readonly string[];
  author?: string;
}

/** The metadata document of an algorithm. */
export function algorithmDocument(
  description: AlgorithmDescription,
  manifest: AlgorithmManifest,
): AlgorithmDocument {
  return AlgorithmDocument.parse({
    '@context': 'https://schema.org/',
    '@type': 'SoftwareApplication',
    ...description,
    atoll: { kind: 'algorithm', manifest },
  });
}

/**
 * Lists an algorithm. Owners approve exactly this document: its digest covers image, entrypoint, environment, parameters and outputs.
 * @example const { id, metadataDigest } = await publishAlgorithm(ctx, { description, manifest, terms: { token, price: 5_000_000n } });
 */
export function publishAlgorithm(
  ctx: MarketContext,
  input: {
    description: AlgorithmDescription;
    manifest: AlgorithmManifest;
    terms: TermsInput;
    nonce?: bigint;
  },
): Promise<PublishedAsset> {
  const { description, manifest, terms, nonce } = input;
  return publishAsset(ctx, {
    kind: 'algorithm',
    document: algorithmDocument(description, manifest),
    terms,
    ...(nonce === undefined ? {} : { nonce }),
  });
}
