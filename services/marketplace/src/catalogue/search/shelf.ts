import { type AssetKind, type AssetState } from '@atoll/schemas/asset';
import { type FacetName, facetNames } from '@atoll/schemas/marketplace-api';

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

/** An asset with its values as numbers of the shelf's dictionary, so that counting is adding to an array. */
export interface ShelfEntry {
  readonly ordinal: number;
  readonly assetId: string;
  readonly listed: boolean;
  readonly retired: boolean;
  readonly owner: string;
  /** Its values of all facets. */
  readonly values: readonly number[];
  readonly price: bigint;
  /** The price to sort by: two that differ by less than a part in 2^53 count as equal. */
  readonly priceKey: number;
  readonly publishedAt: number;
  readonly updatedAt: number;
  readonly runs: number;
  /** Mean score in thousandths; 0 where nobody rated. */
  readonly rating: number;
}

/** The value of the facet `gpu` for having one at all. */
export const anyGpu = 'any';
const noAccount = `0x${'0'.repeat(40)}`;

/**
 * The catalogue's facets in memory, one small entry an asset: which assets match a filter, and how many of those that match have which
 * value, is answered exactly without reading wide rows. About 400 bytes an asset. It holds what the table `catalogue` holds.
 */
export interface Shelf {
  /** Newest first; what was removed is not in it. */
  entries(): readonly ShelfEntry[];
  entry(ordinal: number): ShelfEntry | undefined;
  ordinalOf(assetId: string): number | undefined;
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

/** Makes an empty shelf. */
export function createShelf(): Shelf {
  const numbers = facetNames.map(() => new Map<string, number>());
  const texts: { facet: number; value: string }[] = [];
  const byOrdinal = new Map<number, ShelfEntry>();
  const assets = new Map<string, ShelvedAsset>();
  const gpus = new Map<string, readonly string[]>();
  let ordered: ShelfEntry[] | undefined;
  let revision = 0;
  let newest = 0;

  const numbered = (name: FacetName, value: string): number => {
    const facet = facetNames.indexOf(name);
    const known = numbers[facet]?.get(value);
    if (known !== undefined) return known;
    numbers[facet]?.set(value, texts.length);
    return texts.push({ facet, value }) - 1;
  };
  const entryOf = (asset: ShelvedAsset): ShelfEntry => {
    const models = gpus.get(asset.provider) ?? [];
    const values = [
      numbered('kind', asset.kind),
      numbered('state', asset.state),
      ...(asset.license === null ? [] : [numbered('license', asset.license)]),
      numbered('token', asset.token),
      ...(asset.provider === noAccount ? [] : [numbered('provider', asset.provider)]),
      ...(models.length === 0 ? [] : [anyGpu, ...models].map((model) => numbered('gpu', model))),
      ...asset.formats.map((format) => numbered('format', format)),
      ...asset.tags.map((tag) => numbered('tag', tag)),
    ];
    return {
      ordinal: asset.ordinal,
      assetId: asset.assetId,
      listed: asset.listed,
      retired: asset.state === 'retired',
      owner: asset.owner,
      values,
      price: asset.price,
      priceKey: Number(asset.price),
      publishedAt: asset.publishedAt,
      updatedAt: asset.updatedAt,
      runs: asset.runs,
      rating: asset.ratings === 0 ? 0 : Math.round((asset.ratingSum * 1000) / asset.ratings),
    };
  };
  const put = (asset: ShelvedAsset): void => {
    const before = assets.get(asset.assetId);
    if (before !== undefined && before.ordinal !== asset.ordinal) byOrdinal.delete(before.ordinal);
    assets.set(asset.assetId, asset);
    byOrdinal.set(asset.ordinal, entryOf(asset));
    newest = Math.max(newest, asset.ordinal);
  };
  const changed = (): void => {
    revision += 1;
    ordered = undefined;
  };

  return {
    entries: () => (ordered ??= [...byOrdinal.values()].sort((a, b) => b.ordinal - a.ordinal)),
    entry: (ordinal) => byOrdinal.get(ordinal),
    ordinalOf: (assetId) => assets.get(assetId)?.ordinal,
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
      for (const asset of added) put(asset);
      changed();
    },
    remove: (ordinals) => {
      for (const ordinal of ordinals) {
        const entry = byOrdinal.get(ordinal);
        if (entry === undefined) continue;
        byOrdinal.delete(ordinal);
        assets.delete(entry.assetId);
      }
      changed();
    },
    putGpus: (models) => {
      for (const [provider, list] of models) gpus.set(provider, [...list].sort());
      for (const asset of assets.values()) {
        if (models.has(asset.provider)) byOrdinal.set(asset.ordinal, entryOf(asset));
      }
      changed();
    },
    gpusOf: (provider) => gpus.get(provider) ?? [],
  };
}
