import type { AssetKind, AssetState } from '@atoll/schemas/asset';
import { type FacetName, facetNames } from '@atoll/schemas/marketplace-api';
import { type Columns, createColumns, flag } from './columns.ts';

/** What of an asset is filtered, counted and sorted by. */
export interface ShelvedAsset {
  readonly ordinal: number;
  readonly assetId: string;
  readonly kind: AssetKind;
  readonly state: AssetState;
  readonly listed: boolean;
  readonly owner: string;
  readonly provider: string;
  readonly token: string;
  readonly license: string | null;
  readonly formats: readonly string[];
  readonly tags: readonly string[];
  readonly price: bigint;
  readonly publishedAt: number;
  readonly updatedAt: number;
  readonly runs: number;
  readonly ratingSum: number;
  readonly ratings: number;
}

/** The value of the facet `gpu` for having one at all. */
export const anyGpu = 'any';
const noAccount = `0x${'0'.repeat(40)}`;

/**
 * The catalogue's facets in memory: which assets match a filter, and how many of those that match have which value, is answered exactly
 * without reading wide rows. Counting goes over columns of numbers. It holds what the table `catalogue` holds.
 */
export interface Shelf {
  readonly columns: Columns;
  /** Newest first; what was removed is not in it. */
  ordinals(): Uint32Array;
  /** Newest first. */
  entries(): readonly ShelvedAsset[];
  entry(ordinal: number): ShelvedAsset | undefined;
  ordinalOf(assetId: string): number | undefined;
  /** Another one whenever the asset was put again or what its provider rents changed. */
  versionOf(ordinal: number): number;
  /** The number of an owner as `columns.owner` has it, or undefined where nobody of that account ever owned anything. */
  numberOfOwner(owner: string): number | undefined;
  /** Changes whenever an answer may. */
  readonly revision: number;
  readonly newest: number;
  readonly size: number;
  /** The number of a facet's value, or undefined where no asset ever had it. No two facets share a number. */
  numberOf(facet: FacetName, value: string): number | undefined;
  /** The facet of a number by its place in `facetNames`, and the value. */
  valueOf(number: number): { readonly facet: number; readonly value: string };
  /** How many values the dictionary has. */
  readonly values: number;
  put(assets: readonly ShelvedAsset[]): void;
  remove(ordinals: readonly number[]): void;
  /** Models of the GPUs of each provider; of those that are not named nothing changes. */
  putGpus(models: ReadonlyMap<string, readonly string[]>): void;
  gpusOf(provider: string): readonly string[];
}

/** Numbers of facet values as they come; no two facets share one. */
function createDictionary() {
  const numbers = facetNames.map(() => new Map<string, number>());
  const texts: { facet: number; value: string }[] = [];
  const numbered = (name: FacetName, value: string): number => {
    const facet = facetNames.indexOf(name);
    const known = numbers[facet]?.get(value);
    if (known !== undefined) return known;
    numbers[facet]?.set(value, texts.length);
    return texts.push({ facet, value }) - 1;
  };
  const valuesOf = (asset: ShelvedAsset, models: readonly string[]): number[] => [
    numbered('kind', asset.kind),
    numbered('state', asset.state),
    ...(asset.license === null ? [] : [numbered('license', asset.license)]),
    numbered('token', asset.token),
    ...(asset.provider === noAccount ? [] : [numbered('provider', asset.provider)]),
    ...(models.length === 0 ? [] : [anyGpu, ...models].map((model) => numbered('gpu', model))),
    ...asset.formats.map((format) => numbered('format', format)),
    ...asset.tags.map((tag) => numbered('tag', tag)),
  ];
  return { numbers, texts, valuesOf };
}

/** Makes an empty shelf. */
export function createShelf(): Shelf {
  const { numbers, texts, valuesOf } = createDictionary();
  const owners = new Map<string, number>();
  const table = createColumns();
  const byOrdinal = new Map<number, ShelvedAsset>();
  const ordinals = new Map<string, number>();
  const versions = new Map<number, number>();
  const gpus = new Map<string, readonly string[]>();
  let ordered: Uint32Array | undefined;
  let revision = 0;
  let newest = 0;

  const ownerNumber = (owner: string): number => {
    const number = owners.get(owner) ?? owners.size;
    owners.set(owner, number);
    return number;
  };
  const write = (asset: ShelvedAsset): void => {
    const values = valuesOf(asset, gpus.get(asset.provider) ?? []);
    table.put(asset.ordinal, {
      flags: (asset.listed ? flag.listed : 0) | (asset.state === 'retired' ? flag.retired : 0),
      owner: ownerNumber(asset.owner),
      price: Number(asset.price),
      publishedAt: asset.publishedAt,
      updatedAt: asset.updatedAt,
      runs: asset.runs,
      rating: asset.ratings === 0 ? 0 : Math.round((asset.ratingSum * 1000) / asset.ratings),
      values,
    });
    versions.set(asset.ordinal, revision);
  };
  const takeOut = (ordinal: number): void => {
    byOrdinal.delete(ordinal);
    versions.delete(ordinal);
    table.remove(ordinal);
  };
  const changes = (): void => {
    revision += 1;
    ordered = undefined;
  };
  const inOrder = (): Uint32Array => (ordered ??= Uint32Array.from(byOrdinal.keys()).sort().reverse());

  return {
    columns: table.columns,
    ordinals: inOrder,
    entries: () =>
      Array.from(inOrder(), (ordinal) => byOrdinal.get(ordinal)).filter((asset) => asset !== undefined),
    entry: (ordinal) => byOrdinal.get(ordinal),
    ordinalOf: (assetId) => ordinals.get(assetId),
    versionOf: (ordinal) => versions.get(ordinal) ?? -1,
    numberOfOwner: (owner) => owners.get(owner),
    get revision() {
      return revision;
    },
    get newest() {
      return newest;
    },
    get size() {
      return byOrdinal.size;
    },
    numberOf: (facet, value) => numbers[facetNames.indexOf(facet)]?.get(value),
    valueOf: (number) => texts[number] ?? { facet: -1, value: '' },
    get values() {
      return texts.length;
    },
    put: (added) => {
      if (added.length === 0) return;
      changes();
      for (const asset of added) {
        const before = ordinals.get(asset.assetId);
        if (before !== undefined && before !== asset.ordinal) takeOut(before);
        ordinals.set(asset.assetId, asset.ordinal);
        byOrdinal.set(asset.ordinal, asset);
        write(asset);
        newest = Math.max(newest, asset.ordinal);
      }
    },
    remove: (removed) => {
      changes();
      for (const ordinal of removed) {
        const asset = byOrdinal.get(ordinal);
        if (asset === undefined) continue;
        ordinals.delete(asset.assetId);
        takeOut(ordinal);
      }
    },
    putGpus: (models) => {
      changes();
      for (const [provider, list] of models) gpus.set(provider, [...list].sort());
      for (const asset of byOrdinal.values()) if (models.has(asset.provider)) write(asset);
    },
    gpusOf: (provider) => gpus.get(provider) ?? [],
  };
}
