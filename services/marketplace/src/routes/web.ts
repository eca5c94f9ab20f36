import { WebConfig } from '@atoll/sdk/web-config';
import { type App } from '@atoll/server-kit/app';
import { pagePolicy } from '@atoll/server-kit/web/page-policy';
import { serveWeb } from '@atoll/server-kit/web/serve-web';
import { createRoute } from '@hono/zod-openapi';
import { type MarketplaceContext } from '../context.ts';
import { connectSources } from '../web/connect-sources.ts';

const readConfig = createRoute({
  method: 'get',
  path: '/config.json',
  summary: 'What a browser has to know of this deployment',
  responses: {
    200: { description: 'all of it public', content: { 'application/json': { schema: WebConfig } } },
  },
});

/** Paths at which the web app answers; it finds the page itself. */
const pages = [
  '/',
  '/assets/:id',
  '/publish',
  '/buy/:id',
  '/orders',
  '/orders/:id',
  '/keys',
  '/owner',
  '/provider/:address',
  '/governance',
  '/governance/:id',
  '/bounties',
  '/rewards',
  '/explorer',
  '/explorer/:id',
  '/statement',
  '/account',
];

/** JSON as it may stand in a page: nothing in it ends the element. */
const inPage = (value: unknown) => JSON.stringify(value).replaceAll('<', String.raw`\u003c`);

/** The web app: its pages, its files and what it has to know. */
export function addWeb(app: App, ctx: Pick<MarketplaceContext, 'web'>): void {
  const { config, built } = ctx.web;
  app.openapi(readConfig, (c) => c.json(config, 200));
  // A service that serves its API alone has no pages.
  if (built === undefined) return;
  const head = `<title>Atoll</title><script type="application/json" id="atoll-config">${inPage(config)}</script>`;
  serveWeb(app, {
    web: built,
    policy: pagePolicy({ origin: config.marketplaceUrl, connect: connectSources(config) }),
    html: Object.fromEntries(pages.map((path) => [path, () => ({ head, body: '' })])),
  });
}
