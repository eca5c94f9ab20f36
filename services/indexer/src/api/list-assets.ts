import { type AssetKind, type AssetState, type AssetView } from '@atoll/schemas/asset';
import { type Address } from '@atoll/schemas/ids';
import { and, desc, eq, sql } from 'drizzle-orm';
import { assets, documents } from '../store/schema.ts';
import { assetView } from './asset-view.ts';
import { type ApiContext } from './context.ts';
import { page, type PageQuery } from './listing.ts';

export interface ListAssetsQuery extends PageQuery {
  kind?: AssetKind | undefined;
  state?: AssetState | undefined;
  owner?: Address | undefined;
  q?: string | undefined;
}

/** Assets, newest first. With `q`, those whose verified document of the right kind has the words. */
export async function listAssets(
  ctx: ApiContext,
  query: ListAssetsQuery,
): Promise<{ items: AssetView[]; next?: string }> {
  const { kind, state, owner, q, cursor, limit } = query;
  const rows = await ctx.db
    .select({
      asset: assets,
      document: { status: documents.status, problem: documents.problem, body: documents.body },
    })
    .from(assets)
    .leftJoin(documents, eq(documents.digest, assets.metadata_digest))
    .where(
      and(
        kind && eq(assets.kind, kind),
        state && eq(assets.state, state),
        owner && eq(assets.owner, owner),
        q === undefined
          ? undefined
          : sql`${documents.search} @@ websearch_to_tsquery('english', ${q}) and ${documents.kind} = ${assets.kind}`,
        cursor &&
          sql`(${assets.published_block}, ${assets.published_log}) < (${cursor.block}, ${cursor.log})`,
      ),
    )
    .orderBy(desc(assets.published_block), desc(assets.published_log))
    .limit(limit + 1);
  return page(
    rows,
    limit,
    ({ asset }) => ({ block: asset.published_block, log: asset.published_log }),
    ({ asset, document }) => assetView(ctx, asset, document),
  );
}
