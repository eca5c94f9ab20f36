import { AtollError } from '@atoll/schemas/error';
import { AssetId } from '@atoll/schemas/ids';
import type { CataloguePage } from '@atoll/schemas/marketplace-api';
import type { ProblemCode } from '@atoll/schemas/problem';
import type { App } from '@atoll/server-kit/app';
import { malformedRequest, problemResponses } from '@atoll/server-kit/problem';
import { z } from '@hono/zod-openapi';
import { DocumentNotVerified, NotADataset } from '../catalogue/errors.ts';
import { dcatCatalogue, dcatOf } from '../catalogue/exports/dcat.ts';
import { robotsText, sitemapIndex, sitemapPage } from '../catalogue/exports/sitemap.ts';
import { toJsonLd, toTurtle } from '../catalogue/exports/triples.ts';
import { readEntry } from '../catalogue/read-entries.ts';
import { searchCatalogue } from '../catalogue/search/search-catalogue.ts';
import type { MarketplaceContext } from '../context.ts';
import { queryString } from '../query-string.ts';

type ExportContext = Pick<MarketplaceContext, 'database' | 'catalogue' | 'deployment'>;

const PageQuery = z.object({ cursor: z.string().max(6000).optional() });
const datasetsOfPage = 100;
const jsonLd = 'application/ld+json';
const turtle = 'text/turtle; charset=utf-8';
const xml = 'application/xml; charset=utf-8';

/** There is no such sitemap. */
class NoSuchSitemap extends AtollError {
  constructor(page: string) {
    super({ code: 'not_found', message: `there is no sitemap ${page}`, hint: '/sitemap.xml lists them' });
  }
}

function describe(
  app: App,
  path: string,
  summary: string,
  type: string,
  codes: readonly ProblemCode[],
): void {
  app.openAPIRegistry.registerPath({
    method: 'get',
    path,
    summary,
    request: {
      ...(path.includes('{assetId}') ? { params: z.object({ assetId: AssetId }) } : {}),
      ...(path.startsWith('/catalogue.') ? { query: PageQuery } : {}),
    },
    responses: {
      200: { description: summary, content: { [type]: { schema: z.string() } } },
      ...problemResponses(...codes),
    },
  });
}

/**
 * The catalogue for other catalogues and for search engines: DCAT-AP as JSON-LD and Turtle, sitemaps and robots.txt.
 * @param origin under which users reach the marketplace
 */
export function addCatalogueExports(app: App, ctx: ExportContext, origin: string): void {
  const readPage = async (path: string, query: Record<string, string>) => {
    const given = PageQuery.safeParse(query);
    if (!given.success) throw malformedRequest('query', given.error);
    const { cursor } = given.data;
    const page: CataloguePage = await searchCatalogue(ctx, {
      kind: ['dataset'],
      sort: 'newest',
      limit: datasetsOfPage,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const address = (at: string | undefined) => `${origin}${path}${queryString({ cursor: at })}`;
    const next = page.next === undefined ? undefined : address(page.next);
    return dcatCatalogue({ origin, page, self: address(cursor), next });
  };

  describe(app, '/catalogue.jsonld', 'Datasets as a DCAT-AP catalogue, 100 a page', jsonLd, [
    'malformed_request',
    'not_ready',
  ]);
  app.get('/catalogue.jsonld', async (c) =>
    c.body(JSON.stringify(toJsonLd(await readPage('/catalogue.jsonld', c.req.query()))), 200, {
      'content-type': jsonLd,
    }),
  );
  describe(app, '/catalogue.ttl', 'The same in Turtle', 'text/turtle', ['malformed_request', 'not_ready']);
  app.get('/catalogue.ttl', async (c) =>
    c.body(toTurtle(await readPage('/catalogue.ttl', c.req.query())), 200, { 'content-type': turtle }),
  );

  describe(
    app,
    '/catalogue/{assetId}/dcat',
    'One dataset in DCAT-AP, as JSON-LD or, where Accept asks for it, in Turtle',
    jsonLd,
    ['malformed_request', 'asset_unknown', 'not_found', 'malformed_metadata', 'content_unavailable'],
  );
  app.get('/catalogue/:assetId/dcat', async (c) => {
    const assetId = AssetId.safeParse(c.req.param('assetId'));
    if (!assetId.success) throw malformedRequest('param', assetId.error);
    const entry = await readEntry(ctx, assetId.data);
    if (entry.kind !== 'dataset') throw new NotADataset({ assetId: entry.id, kind: entry.kind });
    if (entry.document === undefined) {
      throw new DocumentNotVerified({
        assetId: entry.id,
        status: entry.documentStatus,
        problem: entry.documentProblem,
      });
    }
    const nodes = dcatOf(entry, origin);
    const asTurtle = c.req.header('accept')?.includes('text/turtle') === true;
    c.header('vary', 'accept');
    return asTurtle
      ? c.body(toTurtle(nodes), 200, { 'content-type': turtle })
      : c.body(JSON.stringify(toJsonLd(nodes)), 200, { 'content-type': jsonLd });
  });

  const cached = 'public, max-age=3600';
  app.get('/sitemap.xml', (c) =>
    c.body(sitemapIndex(ctx.catalogue.shelf, origin), 200, { 'content-type': xml, 'cache-control': cached }),
  );
  app.get('/:name{sitemap-[0-9]{1,6}\\.xml}', (c) => {
    const name = c.req.param('name');
    const page = sitemapPage(ctx.catalogue.shelf, origin, Number(/\d+/.exec(name)?.[0]));
    if (page === undefined) throw new NoSuchSitemap(name);
    return c.body(page, 200, { 'content-type': xml, 'cache-control': cached });
  });
  app.get('/robots.txt', (c) =>
    c.body(robotsText(origin), 200, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': cached }),
  );
}
