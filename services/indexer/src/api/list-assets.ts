import { type AssetKind, type AssetState, type AssetView, type DocumentStatus } from '@atoll/schemas/asset';
import { type Address, type Bytes32 } from '@atoll/schemas/ids';
import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { assets, documents } from '../store/schema.ts';
import { assetView } from './asset-view.ts';
import { type ApiContext } from './context.ts';
import { page, type PageQuery } from './listing.ts';

export interface ListAssetsQuery extends PageQuery {
  kind?: AssetKind | undefined;
  /** Any of them. */
  states?: readonly AssetState[] | undefined;
  owner?: Address | undefined;
  /** As the asset shows it: a document that describes something else is `invalid`. */
  documentStatus?: DocumentStatus | undefined;
  q?: string | undefined;
}

/** Bytes of documents after which a page ends early: a hundred of the largest would be 100 MiB. */
const maxPageBytes = 4 << 20;

/** How many rows fit a page: at least one, so that every page leads on. */
export function rowsThatFit(bytes: readonly number[], limit: number, most = maxPageBytes): number {
  let sum = 0;
  const fitting = bytes.slice(0, limit).findIndex((each) => (sum += each) > most);
  return fitting === -1 ? limit : Math.max(1, fitting);
}

/** Whether a verified document is of the asset; `assetView` says the same of a row. */
const describesAsset = sql`(${documents.kind} = ${assets.kind}
  and (${documents.kind} <> 'dataset' or ${documents.commitment} = ${assets.commitment}))`;

/** The assets that show this status of their document. */
function shownAs(status: DocumentStatus): SQL {
  switch (status) {
    case 'verified':
      return sql`${documents.status} = 'verified' and ${describesAsset}`;
    case 'invalid':
      return sql`(${documents.status} = 'invalid' or (${documents.status} = 'verified' and not ${describesAsset}))`;
    case 'pending':
      return sql`coalesce(${documents.status}, 'pending') = 'pending'`;
    case 'unavailable':
      return sql`${documents.status} = 'unavailable'`;
  }
}

async function findAssets(ctx: ApiContext, query: ListAssetsQuery) {
  const { kind, states, owner, documentStatus, q, cursor, limit } = query;
  return ctx.db
    .select({
      asset: assets,
      document: {
        status: documents.status,
        problem: documents.problem,
        kind: documents.kind,
        commitment: documents.commitment,
        bytes: documents.body_bytes,
      },
    })
    .from(assets)
    .leftJoin(documents, eq(documents.digest, assets.metadata_digest))
    .where(
      and(
        kind && eq(assets.kind, kind),
        states && inArray(assets.state, states),
        owner && eq(assets.owner, owner),
        documentStatus && shownAs(documentStatus),
        q === undefined
          ? undefined
          : sql`${documents.search} @@ websearch_to_tsquery('english', ${q}) and ${documents.kind} = ${assets.kind}`,
        cursor &&
          sql`(${assets.published_block}, ${assets.published_log}) < (${cursor.block}, ${cursor.log})`,
      ),
    )
    .orderBy(desc(assets.published_block), desc(assets.published_log))
    .limit(limit + 1);
}

async function readBodies(ctx: ApiContext, digests: readonly Bytes32[]) {
  const rows = await ctx.db
    .select({ digest: documents.digest, body: documents.body })
    .from(documents)
    .where(inArray(documents.digest, [...new Set(digests)]));
  return new Map(rows.map(({ digest, body }) => [digest, body]));
}

/**
 * Assets, newest first. With `q`, those whose verified document of the right kind has the words. A page of very large documents holds
 * fewer than `limit` and says that it goes on.
 */
export async function listAssets(
  ctx: ApiContext,
  query: ListAssetsQuery,
): Promise<{ items: AssetView[]; next?: string }> {
  const rows = await findAssets(ctx, query);
  const fitting = rowsThatFit(
    rows.map(({ document }) => document?.bytes ?? 0),
    query.limit,
  );
  const bodies = await readBodies(
    ctx,
    rows.slice(0, fitting).map(({ asset }) => asset.metadata_digest),
  );
  return page(
    rows,
    fitting,
    ({ asset }) => ({ block: asset.published_block, log: asset.published_log }),
    ({ asset, document }) =>
      assetView(ctx, asset, document && { ...document, body: bodies.get(asset.metadata_digest) ?? null }),
  );
}
