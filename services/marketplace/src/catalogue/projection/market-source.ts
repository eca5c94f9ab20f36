import { AssetView } from '@atoll/schemas/asset';
import { AtollError } from '@atoll/schemas/error';
import { type AssetId, parseAssetId } from '@atoll/schemas/ids';
import { mostFilterValues } from '@atoll/schemas/indexer/shape';
import type { Sql } from '@atoll/server-kit/database';
import { IndexerUnavailable } from '../errors.ts';
import type { Indexer } from '../indexer.ts';
import type { ReadAsset } from './asset-facts.ts';

/** Assets of a page, whose versions, terms and runs are asked for at once. */
const pageSize = mostFilterValues;

export interface MarketSource {
  /** All assets, oldest first, in pages with all that the catalogue keeps of them. */
  everyPage(): AsyncGenerator<ReadAsset[], void, undefined>;
  /** All assets without their documents. */
  everyAsset(): AsyncGenerator<Omit<AssetView, 'document'>, void, undefined>;
  /** One asset, or undefined where the chain has none. */
  readAsset(assetId: AssetId): Promise<ReadAsset | undefined>;
  readonly client: Indexer['resources'];
  readonly indexer: Indexer;
  /** `eip155:<chain>/erc721:<registry>/`: what every id begins with. */
  readonly prefix: string;
}

const unknownCodes = new Set(['asset_unknown', 'not_found']);
export const isUnknown = (error: unknown): boolean =>
  error instanceof AtollError && unknownCodes.has(error.code);

/** What sums up the ratings of assets that are kept here, by token id. */
async function readRatings(sql: Sql, tokenIds: readonly string[]) {
  const rows = await sql<{ tokenId: string; sum: bigint; count: bigint }[]>`
    select t.token_id as "tokenId", sum(r.score)::bigint as sum, count(*) as count
    from unnest(${[...tokenIds]}::text[]) as t (token_id)
    join marketplace.catalogue_ratings as r on r.assets @> array[t.token_id]
    group by t.token_id`;
  return new Map(rows.map((row) => [row.tokenId, { sum: Number(row.sum), count: Number(row.count) }]));
}

/**
 * The market as an indexer tells of it. Its replies have passed their schemas; ids of another market are refused, so that nothing is shown
 * here under an id that the chain knows differently.
 */
export function openMarketSource(input: { indexer: Indexer; sql: Sql; prefix: string }): MarketSource {
  const { indexer, sql, prefix } = input;
  const client = indexer.resources;

  const checked = <T extends { id: string; tokenId: string }>(asset: T): T => {
    if (asset.id !== `${prefix}${asset.tokenId}`) {
      throw new IndexerUnavailable(`answered with the asset ${asset.id} of another market`);
    }
    return asset;
  };

  async function withHistory(assets: readonly AssetView[]): Promise<ReadAsset[]> {
    if (assets.length === 0) return [];
    const assetId = assets.map((asset) => asset.tokenId);
    const updated = new Map<string, number>();
    const runs = new Map<string, number>();
    const note = (id: string, time: number) => updated.set(id, Math.max(updated.get(id) ?? 0, time));
    const readVersions = async () => {
      for await (const each of client.assetVersions.every({ assetId })) note(each.assetId, each.publishedAt);
    };
    const readTerms = async () => {
      for await (const each of client.assetTerms.every({ assetId })) note(each.assetId, each.changedAt);
    };
    const readRuns = async () => {
      for await (const day of client.assetDays.every({ assetId })) {
        runs.set(day.assetId, (runs.get(day.assetId) ?? 0) + day.released);
      }
    };
    const [ratings] = await Promise.all([readRatings(sql, assetId), readVersions(), readTerms(), readRuns()]);
    return assets.map((asset) => ({
      asset,
      updatedAt: Math.max(updated.get(asset.tokenId) ?? 0, asset.publishedAt),
      runs: runs.get(asset.tokenId) ?? 0,
      ratingSum: ratings.get(asset.tokenId)?.sum ?? 0,
      ratings: ratings.get(asset.tokenId)?.count ?? 0,
    }));
  }

  return {
    client,
    indexer,
    prefix,
    everyPage: async function* () {
      const read = async (cursor: string | undefined) => {
        const { items, next } = await client.assets.list({
          sort: 'published',
          limit: pageSize,
          include: ['document'],
          ...(cursor === undefined ? {} : { cursor }),
        });
        return { assets: await withHistory(items.map((item) => AssetView.parse(checked(item)))), next };
      };
      let pending = read(undefined);
      for (;;) {
        const { assets, next } = await pending;
        // The page after is on its way while this one is written.
        const following = next === undefined ? undefined : read(next);
        following?.catch(() => undefined);
        yield assets;
        if (following === undefined) return;
        pending = following;
      }
    },
    everyAsset: async function* () {
      for await (const asset of client.assets.every({ sort: 'published' })) yield checked(asset);
    },
    readAsset: async (assetId) => {
      try {
        const asset = checked(await client.assets.get([parseAssetId(assetId).tokenId]));
        const [read] = await withHistory([AssetView.parse(asset)]);
        return read;
      } catch (error) {
        if (isUnknown(error)) return undefined;
        throw error;
      }
    },
  };
}
