import { AssetId } from '@atoll/schemas/ids';
import { CatalogueQuery } from '@atoll/schemas/marketplace-api';
import { type App, type AppEnv } from '@atoll/server-kit/app';
import { malformedRequest, problemOf } from '@atoll/server-kit/problem';
import { type Context } from 'hono';
import { readEntry } from '../catalogue/read-entries.ts';
import { searchCatalogue } from '../catalogue/search/search-catalogue.ts';
import { type MarketplaceContext } from '../context.ts';
import { assetPage } from '../pages/asset-page.ts';
import { homePage } from '../pages/home-page.ts';
import { type Markup, pagePolicy } from '../pages/layout.ts';
import { problemPage } from '../pages/problem-page.ts';
import { styleSheet } from '../pages/style.ts';

async function reply(c: Context<AppEnv>, markup: Markup, status: number): Promise<Response> {
  c.header('content-security-policy', pagePolicy);
  c.header('content-type', 'text/html; charset=utf-8');
  return c.newResponse(String(await markup), asStatus(status));
}

/** Narrows a status that a `Problem` carries; every one in its table is a status of a reply with a body. */
function asStatus(status: number): 200 | 404 | 503 {
  return status as 200 | 404 | 503;
}

/** Answers a page, and a page about it when it cannot be made. */
async function answer(c: Context<AppEnv>, make: () => Promise<Markup>): Promise<Response> {
  try {
    return await reply(c, await make(), 200);
  } catch (error) {
    const problem = problemOf(error, c.get('requestId'));
    if (problem.status >= 500) c.get('logger').error({ err: error, code: problem.code }, 'page failed');
    return reply(c, problemPage(problem), problem.status);
  }
}

/** A form sends fields that were left empty. */
function given(query: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value.trim() !== ''));
}

/** The pages for people: `/`, `/a/{assetId}` and their style sheet. */
export function addPages(app: App, ctx: MarketplaceContext): void {
  app.get('/style.css', (c) => {
    c.header('cache-control', 'public, max-age=300');
    return c.body(styleSheet, 200, { 'content-type': 'text/css; charset=utf-8' });
  });

  app.get('/', async (c) => {
    const query = CatalogueQuery.safeParse(given(c.req.query()));
    if (!query.success) {
      const problem = problemOf(malformedRequest('query', query.error), c.get('requestId'));
      return reply(c, problemPage(problem), problem.status);
    }
    const shown = { query: query.data, tokens: ctx.tokens };
    try {
      return await reply(c, homePage({ ...shown, listing: await searchCatalogue(ctx, query.data) }), 200);
    } catch (error) {
      // What Atoll is can be told also while the catalogue cannot be read.
      const problem = problemOf(error, c.get('requestId'));
      c.get('logger').warn({ err: error, code: problem.code }, 'catalogue not shown');
      const trouble = `${problem.detail}. ${problem.hint}.`;
      return reply(c, homePage({ ...shown, listing: undefined, trouble }), problem.status);
    }
  });

  app.get('/a/:assetId{.+}', (c) =>
    answer(c, async () => {
      const assetId = AssetId.safeParse(c.req.param('assetId'));
      if (!assetId.success) throw malformedRequest('param', assetId.error);
      const [entry, versions] = await Promise.all([
        readEntry(ctx, assetId.data),
        ctx.indexer.readVersions(assetId.data),
      ]);
      return assetPage({ entry, versions, tokens: ctx.tokens });
    }),
  );
}
