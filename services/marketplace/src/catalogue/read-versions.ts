import type { AssetView, TermsWire } from '@atoll/schemas/asset';
import { type AssetId, parseAssetId } from '@atoll/schemas/ids';
import type { Item, Listed } from '@atoll/schemas/indexer/resources';
import type { CatalogueVersion, CatalogueVersions } from '@atoll/schemas/marketplace-api';
import type { IndexerClient } from '@atoll/sdk/indexer/open-indexer';
import { cidOfDigest } from '@atoll/storage/digest';
import { parseCid, toHex } from '@atoll/storage/digest';
import type { MarketplaceContext } from '../context.ts';
import { diffJson, mostChanges } from './diff-json.ts';
import { isUnknown } from './projection/market-source.ts';
import { readEntry } from './read-entries.ts';

type VersionContext = Pick<MarketplaceContext, 'database' | 'catalogue' | 'indexer'>;
type VersionItem = Listed<'assetVersions'>;
export type TermsItem = Listed<'assetTerms'>;

/** Versions that are shown, each with its document of up to 1 MiB. */
const mostVersions = 20;
/** Changes of terms that are read. */
const mostTerms = 200;
/** Documents that are read at once. */
const readAtOnce = 4;

/** The first of a listing. */
async function firstOf<T>(items: AsyncIterable<T>, most: number): Promise<T[]> {
  const first: T[] = [];
  for await (const item of items) {
    first.push(item);
    if (first.length === most) break;
  }
  return first;
}

/** Terms of an asset as they stood from event to event, newest first, at most 200. */
export const readTerms = (client: IndexerClient, assetId: AssetId): Promise<TermsItem[]> =>
  firstOf(client.assetTerms.every({ assetId: parseAssetId(assetId).tokenId }), mostTerms);

const isBefore = (
  a: { blockNumber: number; logIndex: number },
  b: { blockNumber: number; logIndex: number },
) => (a.blockNumber === b.blockNumber ? a.logIndex < b.logIndex : a.blockNumber < b.blockNumber);

function termsOf(item: TermsItem): TermsWire {
  const { token, price, provider, beneficiary, derivativeRoyalty, resaleRoyalty, reviewWindow } = item;
  return { token, price, provider, beneficiary, derivativeRoyalty, resaleRoyalty, reviewWindow };
}

type Document = Pick<CatalogueVersion, 'documentStatus' | 'documentProblem' | 'document'>;

/** A document says of what it is: a verified one of something else is none of this version. */
function documentOf(item: Item<'documents'>, kind: AssetView['kind'], version: VersionItem): Document {
  const { status, problem, document } = item;
  if (status !== 'verified' || document === undefined) {
    return { documentStatus: status, ...(problem === undefined ? {} : { documentProblem: problem }) };
  }
  const describes =
    document.atoll.kind === kind &&
    (document.atoll.kind !== 'dataset' || commitmentOf(document.atoll.commitment) === version.commitment);
  if (describes) return { documentStatus: 'verified', document };
  return { documentStatus: 'invalid', documentProblem: 'the document describes something else' };
}

const commitmentOf = (cid: string): string => toHex(parseCid(cid).multihash.digest);

async function readDocument(
  client: IndexerClient,
  kind: AssetView['kind'],
  version: VersionItem,
): Promise<Document> {
  try {
    return documentOf(await client.documents.get([version.metadataDigest]), kind, version);
  } catch (error) {
    if (isUnknown(error)) return { documentStatus: 'pending' };
    throw error;
  }
}

type Shown = Omit<CatalogueVersion, 'changes'>;

/** What a version changed against the one before. Pure. */
export function changesOf(before: Shown, now: Shown): NonNullable<CatalogueVersion['changes']> {
  const known = before.document !== undefined && now.document !== undefined;
  const document = known ? diffJson(before.document, now.document) : undefined;
  const terms = diffJson(before.terms, now.terms);
  return {
    ...(document === undefined ? {} : { document: document.slice(0, mostChanges) }),
    terms,
    commitment: before.commitment !== now.commitment,
    truncated: (document?.length ?? 0) > mostChanges,
  };
}

/**
 * The newest versions of an asset, each with its document and what it changed against the one before.
 * @throws AssetUnknown, ServiceUnavailable
 */
export async function readVersions(ctx: VersionContext, assetId: AssetId): Promise<CatalogueVersions> {
  const { kind, terms: termsNow } = await readEntry(ctx, assetId);
  const client = ctx.indexer.resources;
  const [found, terms] = await Promise.all([
    // One more than is shown: the oldest one shown is compared with it.
    firstOf(client.assetVersions.every({ assetId: parseAssetId(assetId).tokenId }), mostVersions + 1),
    readTerms(client, assetId),
  ]);
  const documents: Document[] = [];
  for (let at = 0; at < found.length; at += readAtOnce) {
    const some = found.slice(at, at + readAtOnce);
    documents.push(...(await Promise.all(some.map((version) => readDocument(client, kind, version)))));
  }
  const shown = found.map((version, at): Shown => {
    const next = found[at - 1];
    const stood = next === undefined ? terms[0] : terms.find((item) => isBefore(item, next));
    const { version: number, metadataDigest, commitment, blockNumber, publishedAt } = version;
    return {
      version: number,
      metadataDigest,
      metadata: cidOfDigest(metadataDigest).toString(),
      commitment,
      blockNumber,
      publishedAt,
      terms: stood === undefined ? termsNow : termsOf(stood),
      ...(documents[at] ?? { documentStatus: 'pending' }),
    };
  });
  const versions = shown.slice(0, mostVersions).map((version, at): CatalogueVersion => {
    const before = shown[at + 1];
    return before === undefined ? version : { ...version, changes: changesOf(before, version) };
  });
  return { versions, truncated: found.length > mostVersions };
}
