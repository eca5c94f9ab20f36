import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebConfig } from '@atoll/sdk/web-config';
import { type App } from '@atoll/server-kit/app';
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

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

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

/** The web app: its pages, its files and what it has to know. */
export function addWeb(app: App, ctx: Pick<MarketplaceContext, 'web'>): void {
  const { config, directory } = ctx.web;
  app.openapi(readConfig, (c) => c.json(config, 200));
  // A service that serves its API alone has no pages.
  if (!existsSync(join(directory, 'index.html'))) return;
  const template = readFileSync(join(directory, 'index.html'), 'utf8');
  const files = new Map(
    readdirSync(join(directory, 'static')).map((name) => [
      name,
      readFileSync(join(directory, 'static', name)),
    ]),
  );
  app.get('/static/:name', (c) => {
    const name = c.req.param('name');
    const bytes = files.get(name);
    if (bytes === undefined) return c.notFound();
    c.header('cache-control', 'public, max-age=31536000, immutable');
    return c.body(new Uint8Array(bytes), 200, {
      'content-type': types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    });
  });
  const icon = readFileSync(join(directory, 'icon.svg'), 'utf8');
  app.get('/icon.svg', (c) => c.body(icon, 200, { 'content-type': 'image/svg+xml' }));
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    `connect-src ${connectSources(config).join(' ')}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  const block = JSON.stringify(config).replaceAll('<', String.raw`\u003c`);
  const html = template.replace(
    '<!--head-->',
    () => `<title>Atoll</title><script type="application/json" id="atoll-config">${block}</script>`,
  );
  for (const path of pages) {
    app.get(path, (c) => {
      c.header('content-security-policy', policy);
      return c.html(html);
    });
  }
}
