import { createHash } from 'node:crypto';
import type { AssetView } from '@atoll/schemas/asset';
import type { AssetRating, CatalogueEntry } from '@atoll/schemas/marketplace-api';
import type { MetadataDocument } from '@atoll/schemas/metadata/document';
import { normalWords } from '../search/normal-words.ts';

/** An asset as the indexer tells of it, with what it tells beside the asset itself. */
export interface ReadAsset {
  readonly asset: AssetView;
  /** Block time of the last version or change of terms. */
  readonly updatedAt: number;
  /** Runs whose result was released. */
  readonly runs: number;
  /** Sum of the scores from 1 to 5, and how many there are. */
  readonly ratingSum: number;
  readonly ratings: number;
}

/** What an entry shows that other tables tell. */
type Elsewhere = 'available' | 'gpus' | 'document' | 'runs' | 'rating';

/** A row of `catalogue` with the texts that it is found by. */
export interface AssetRow {
  readonly assetId: string;
  readonly kind: AssetView['kind'];
  readonly state: AssetView['state'];
  readonly listed: boolean;
  readonly owner: string;
  readonly provider: string;
  readonly token: string;
  readonly price: string;
  readonly license: string | null;
  readonly formats: readonly string[];
  readonly tags: readonly string[];
  readonly version: number;
  readonly publishedAt: number;
  readonly updatedAt: number;
  readonly runs: number;
  readonly ratingSum: number;
  readonly ratings: number;
  readonly entry: Omit<CatalogueEntry, Elsewhere>;
  readonly document: MetadataDocument | null;
  /** Words in lower case, a space between two. */
  readonly texts: { name: string; tags: string; columns: string; description: string };
  readonly stamp: string;
  readonly digest: string;
}

/** Most columns that an entry shows, and most whose names it is found by. */
const mostColumns = { shown: 200, searched: 5_000 };
const summaryLength = 300;
/** Most words of each field that an asset is found by: what a stranger's document may take of memory. */
const mostWords = { name: 64, tags: 256, columns: 4_000, description: 4_000 };

const distinct = (values: readonly string[]): string[] => [...new Set(values)];

function formatsOf(document: MetadataDocument): string[] {
  switch (document.atoll.kind) {
    case 'dataset':
      return 'distribution' in document
        ? distinct(document.distribution.map((file) => file.encodingFormat.trim().toLowerCase()))
        : [];
    case 'algorithm':
      return distinct(document.atoll.manifest.outputs.map((output) => output.type));
    case 'model':
      return ['onnx'];
  }
}

function columnsOf(document: MetadataDocument): { name: string; description: string }[] {
  if (!('recordSet' in document)) return [];
  return document.recordSet
    .flatMap((set) => set.field)
    .map(({ name, description = '' }) => ({ name, description }));
}

/** The first characters of a text in one line. */
function summaryOf(description: string): string {
  const line = description.replaceAll(/\s+/gu, ' ').trim();
  const characters = [...line];
  return characters.length <= summaryLength ? line : `${characters.slice(0, summaryLength - 1).join('')}…`;
}

function documentFacts(document: MetadataDocument) {
  const columns = columnsOf(document);
  const names = distinct(columns.map(({ name }) => name));
  const dataset = document.atoll.kind === 'dataset' ? document.atoll : undefined;
  return {
    name: document.name,
    summary: summaryOf(document.description),
    license: document.license,
    formats: formatsOf(document).filter((format) => format !== ''),
    tags: distinct(document.keywords.map((tag) => tag.trim().toLowerCase())).filter((tag) => tag !== ''),
    columns: names.slice(0, mostColumns.shown),
    ...(dataset?.rows === undefined ? {} : { rows: dataset.rows }),
    ...(dataset === undefined ? {} : { bytes: dataset.bytes }),
    sample: dataset?.sample !== undefined,
  };
}

const nothing = { summary: '', formats: [], tags: [], columns: [], sample: false };

function textsOf(document: MetadataDocument | undefined): AssetRow['texts'] {
  if (document === undefined) return { name: '', tags: '', columns: '', description: '' };
  const columns = columnsOf(document).slice(0, mostColumns.searched);
  const text = (parts: readonly string[], most: number) =>
    normalWords(parts.join(' ')).slice(0, most).join(' ');
  return {
    name: text([document.name], mostWords.name),
    tags: text(document.keywords, mostWords.tags),
    columns: text(
      columns.map(({ name }) => name),
      mostWords.columns,
    ),
    description: text(
      [document.description, ...columns.map(({ description }) => description)].slice(0, 1_000),
      mostWords.description,
    ),
  };
}

/** What a listing without documents tells of an asset: two that are equal need not be read again. */
export function stampOf(asset: Omit<AssetView, 'document'>): string {
  const { state, owner, version, metadataDigest, documentStatus, terms } = asset;
  const { token, price, provider, beneficiary, derivativeRoyalty, resaleRoyalty, reviewWindow } = terms;
  const told = [state, owner, version, metadataDigest, documentStatus, token, price, provider, beneficiary];
  const text = JSON.stringify([...told, derivativeRoyalty, resaleRoyalty, reviewWindow]);
  return createHash('sha256').update(text).digest('base64url');
}

/** What the catalogue keeps of an asset: its entry, its facets and the texts that it is found by. A function of values. */
export function rowOf({ asset, updatedAt, runs, ratingSum, ratings }: ReadAsset): AssetRow {
  const { document: given, ...rest } = asset;
  const document = asset.documentStatus === 'verified' ? given : undefined;
  const facts = document === undefined ? nothing : documentFacts(document);
  const entry = { ...rest, ...facts, updatedAt };
  const texts = textsOf(document);
  const row = {
    assetId: asset.id,
    kind: asset.kind,
    state: asset.state,
    listed: document !== undefined,
    owner: asset.owner,
    provider: asset.terms.provider,
    token: asset.terms.token,
    price: asset.terms.price,
    license: 'license' in facts ? facts.license : null,
    formats: facts.formats,
    tags: facts.tags,
    version: asset.version,
    publishedAt: asset.publishedAt,
    updatedAt,
    runs,
    ratingSum,
    ratings,
    entry,
    document: document ?? null,
    stamp: stampOf(asset),
  };
  const digest = createHash('sha256').update(JSON.stringify(row)).digest('hex');
  return { ...row, texts, digest };
}

/** The mean of ratings as it travels; undefined where there is none. */
export function ratingOf(sum: number, ratings: number): AssetRating | undefined {
  return ratings === 0 ? undefined : { score: Math.round((sum * 1000) / ratings), ratings };
}
