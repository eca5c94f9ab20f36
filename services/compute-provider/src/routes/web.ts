import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebConfig } from '@atoll/sdk/web-config';
import { type App } from '@atoll/server-kit/app';
import { createRoute } from '@hono/zod-openapi';

/** The desk's pages: what they are told, and where the build lies. */
export interface DeskWeb {
  readonly config: WebConfig;
  readonly directory: string;
}

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
};

/** The desk: pages of the owner and the provider under this provider's own origin. They hold nothing; what they show is asked for anew. */
export function addWeb(app: App, { config, directory }: DeskWeb): void {
  app.openapi(readConfig, (c) => c.json(config, 200));
  // A provider that serves its API alone has no pages.
  if (!existsSync(join(directory, 'index.html'))) return;
  const template = readFileSync(join(directory, 'index.html'), 'utf8');
  const files = new Map(
    readdirSync(join(directory, 'static')).map((name) => [
      name,
      readFileSync(join(directory, 'static', name)),
    ]),
  );
  app.get('/desk/static/:name', (c) => {
    const name = c.req.param('name');
    const bytes = files.get(name);
    if (bytes === undefined) return c.notFound();
    c.header('cache-control', 'public, max-age=31536000, immutable');
    return c.body(new Uint8Array(bytes), 200, {
      'content-type': types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    });
  });
  const icon = readFileSync(join(directory, 'icon.svg'), 'utf8');
  app.get('/desk/icon.svg', (c) => c.body(icon, 200, { 'content-type': 'image/svg+xml' }));
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    `connect-src 'self' ${new URL(config.rpcUrl).origin}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  const block = JSON.stringify(config).replaceAll('<', String.raw`\u003c`);
  const html = template.replace(
    '<!--head-->',
    () => `<title>Desk · Atoll</title><script type="application/json" id="atoll-config">${block}</script>`,
  );
  for (const path of ['/desk', '/desk/:page']) {
    app.get(path, (c) => {
      c.header('content-security-policy', policy);
      return c.html(html);
    });
  }
}
