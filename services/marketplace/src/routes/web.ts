import { WebConfig } from '@atoll/sdk/web-config';
import type { App } from '@atoll/server-kit/app';
import { pagePolicy } from '@atoll/server-kit/web/page-policy';
import { serveWeb } from '@atoll/server-kit/web/serve-web';
import { createRoute } from '@hono/zod-openapi';
import { assetHtml, catalogueHtml, frameHtml, type PageContext } from '../pages/first-html.ts';
import { connectSources } from '../web/connect-sources.ts';

const readConfig = createRoute({
  method: 'get',
  path: '/config.json',
  summary: 'What a browser has to know of this deployment',
  responses: {
    200: { description: 'all of it public', content: { 'application/json': { schema: WebConfig } } },
  },
});

/** Paths of pages that their script makes; the catalogue and assets are sent with their content. */
const pages = [
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

/** The web app: its pages, its files and what it has to know. */
export function addWeb(app: App, ctx: PageContext): void {
  const { config, built } = ctx.web;
  app.openapi(readConfig, (c) => c.json(config, 200));
  // A service that serves its API alone has no pages.
  if (built === undefined) return;
  const frame = frameHtml(ctx);
  serveWeb(app, {
    web: built,
    policy: pagePolicy({ origin: config.marketplaceUrl, connect: connectSources(config) }),
    html: {
      '/': catalogueHtml(ctx),
      '/assets/:id': assetHtml(ctx),
      ...Object.fromEntries(pages.map((path) => [path, frame])),
    },
  });
}
