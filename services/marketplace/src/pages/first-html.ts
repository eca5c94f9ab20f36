import { AssetId } from '@atoll/schemas/ids';
import { type CatalogueEntry, CatalogueQuery } from '@atoll/schemas/marketplace-api';
import type { AppEnv } from '@atoll/server-kit/app';
import { malformedRequest, problemOf } from '@atoll/server-kit/problem';
import type { PageOf, PageStatus } from '@atoll/server-kit/web/serve-web';
import type { Context } from 'hono';
import { schemaOrgOf } from '../catalogue/exports/schema-org.ts';
import { readEntry } from '../catalogue/read-entries.ts';
import { searchCatalogue } from '../catalogue/search/search-catalogue.ts';
import type { MarketplaceContext } from '../context.ts';
import { cataloguePath, entriesOfPage, searchOf } from '../web/catalogue-path.ts';
import { catalogueLead } from '../web/words.ts';
import { assetPage } from './asset-page.ts';
import { assetPath } from './entry-markup.ts';
import { frameOf, headOf, type PageFacts, troublePage, waitingPage } from './frame.ts';
import { homePage } from './home-page.ts';
import { jsonText, type Markup, plain } from './markup.ts';

/** Characters of a reply that a page carries with it; a document may have a million, which are better asked for. */
const longestReply = 200_000;

/** Guarantee: the table of problems has no other status where a page is asked for; what is unforeseen is told as unavailable. */
const pageStatus = (status: number): PageStatus =>
  status === 400 || status === 404 ? status : status === 200 ? 200 : 503;

/** What the pages are made of. */
export type PageContext = Pick<MarketplaceContext, 'web' | 'database' | 'catalogue' | 'deployment'>;

type Filled = Awaited<ReturnType<PageOf>>;

async function fill(input: {
  ctx: Pick<PageContext, 'web'>;
  path: string;
  facts: PageFacts;
  content: Markup;
  status?: number;
}): Promise<Filled> {
  const { ctx, path, facts, content, status = 200 } = input;
  return {
    head: String(await headOf(ctx.web.config, facts)),
    body: String(await frameOf(path, content)),
    status: pageStatus(status),
  };
}

/** What went wrong, told and logged. */
function problemIn(c: Context<AppEnv>, error: unknown) {
  const problem = problemOf(error, c.get('requestId'));
  if (problem.status >= 500) c.get('logger').error({ err: error, code: problem.code }, 'page failed');
  return problem;
}

/** The query of a catalogue's address. @throws MalformedRequest */
function queryOf(search: URLSearchParams): CatalogueQuery {
  const names = new Set(search.keys());
  const values = [...names].map((name) => {
    const all = search.getAll(name);
    return [name, all.length === 1 ? all[0] : all] as const;
  });
  const query = CatalogueQuery.safeParse({ ...Object.fromEntries(values), limit: entriesOfPage });
  if (!query.success) throw malformedRequest('query', query.error);
  return query.data;
}

const homeSchema = (origin: string): string =>
  jsonText({
    '@context': 'https://schema.org/',
    '@type': 'DataCatalog',
    name: 'Atoll',
    url: `${origin}/`,
    description: catalogueLead,
    potentialAction: {
      '@type': 'SearchAction',
      target: { '@type': 'EntryPoint', urlTemplate: `${origin}/?q={search_term_string}` },
      'query-input': 'required name=search_term_string',
    },
  });

/** `/`: the catalogue with the first page of what its address asks for. What Atoll is can be told also while the catalogue cannot be read. */
export function catalogueHtml(ctx: PageContext): PageOf {
  return async (c) => {
    const asked = new URL(c.req.url).searchParams;
    const search = searchOf(asked);
    const shown = { search, tokens: ctx.deployment.tokens };
    const q = search.get('q');
    const facts: PageFacts = {
      title: q === null ? 'Atoll: a data marketplace where the data stays home' : `${plain(q, 80)} · Atoll`,
      description: catalogueLead,
      canonical: search.size === 0 ? '/' : undefined,
      schemaOrg: search.size === 0 ? homeSchema(new URL(ctx.web.config.marketplaceUrl).origin) : undefined,
    };
    try {
      // Without script the pages are walked by links; with it they are asked for from the first one on.
      const cursor = asked.get('cursor');
      const query = queryOf(search);
      const reply = await searchCatalogue(ctx, cursor === null ? query : { ...query, cursor });
      return await fill({
        ctx,
        path: '/',
        facts: cursor === null ? { ...facts, reply: { path: cataloguePath(search), value: reply } } : facts,
        content: homePage({ ...shown, reply }),
      });
    } catch (error) {
      const problem = problemIn(c, error);
      const trouble = { detail: `${problem.detail}.`, hint: `${problem.hint}.` };
      return fill({
        ctx,
        path: '/',
        facts,
        content: homePage({ ...shown, reply: undefined, trouble }),
        status: problem.status,
      });
    }
  };
}

/** The reply that the page's script would ask for, unless it is too long to travel twice. */
function replyOf(entry: CatalogueEntry): PageFacts['reply'] {
  if (jsonText(entry).length > longestReply) return undefined;
  return { path: `/catalogue/${encodeURIComponent(entry.id)}`, value: entry };
}

/** `/assets/{id}`: an asset with its document. */
export function assetHtml(ctx: PageContext): PageOf {
  return async (c) => {
    try {
      const assetId = AssetId.safeParse(c.req.param('id'));
      if (!assetId.success) throw malformedRequest('param', assetId.error);
      const entry = await readEntry(ctx, assetId.data);
      const path = assetPath(entry.id);
      const { origin } = new URL(ctx.web.config.marketplaceUrl);
      return await fill({
        ctx,
        path,
        facts: {
          title: `${plain(entry.name ?? entry.id, 150)} · Atoll`,
          description: entry.summary === '' ? `A ${entry.kind} on Atoll` : entry.summary,
          canonical: entry.documentStatus === 'verified' ? path : undefined,
          schemaOrg:
            entry.documentStatus === 'verified'
              ? schemaOrgOf(entry, { url: `${origin}${path}`, tokens: ctx.deployment.tokens })
              : undefined,
          reply: replyOf(entry),
        },
        content: assetPage(entry, ctx.deployment.tokens),
      });
    } catch (error) {
      const problem = problemIn(c, error);
      const title = problem.status === 404 || problem.status === 400 ? 'Not here' : 'That did not work';
      const { detail, hint, code } = problem;
      return fill({
        ctx,
        path: '/assets',
        facts: { title: `${title} · Atoll`, description: catalogueLead },
        content: troublePage({ title, detail, hint, code }),
        status: problem.status,
      });
    }
  };
}

/** Any other page: its frame, until its script has made it. */
export function frameHtml(ctx: Pick<PageContext, 'web'>): PageOf {
  return (c) =>
    fill({
      ctx,
      path: c.req.path,
      facts: { title: 'Atoll', description: catalogueLead },
      content: waitingPage(),
    });
}
