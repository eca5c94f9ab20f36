import { WebConfig } from '@atoll/sdk/web-config';
import type { App } from '@atoll/server-kit/app';
import { pagePolicy } from '@atoll/server-kit/web/page-policy';
import type { Web } from '@atoll/server-kit/web/read-web';
import { serveWeb } from '@atoll/server-kit/web/serve-web';
import { createRoute } from '@hono/zod-openapi';

/** The desk's pages: what they are told, and what was built; an API alone where nothing was. */
export interface DeskWeb {
  readonly config: WebConfig;
  /** This provider's own origin. */
  readonly origin: string;
  readonly built: Web | undefined;
}

const readConfig = createRoute({
  method: 'get',
  path: '/config.json',
  summary: 'What a browser has to know of this deployment',
  responses: {
    200: { description: 'all of it public', content: { 'application/json': { schema: WebConfig } } },
  },
});

/** Paths at which the desk answers; it finds the page itself. */
const pages = [
  '/desk',
  '/desk/reviews',
  '/desk/policy',
  '/desk/datasets',
  '/desk/runs',
  '/desk/environments',
  '/desk/queue',
];

/** The desk: pages of the owner and the provider under this provider's own origin. They hold nothing; what they show is asked for anew. */
export function addWeb(app: App, { config, origin, built }: DeskWeb): void {
  app.openapi(readConfig, (c) => c.json(config, 200));
  if (built === undefined) return;
  // nothing in it ends the element that it stands in
  const block = JSON.stringify(config).replaceAll('<', String.raw`\u003c`);
  const head = `<title>Desk · Atoll</title><script type="application/json" id="atoll-config">${block}</script>`;
  serveWeb(app, {
    web: {
      ...built,
      files: new Map([...built.files].map(([path, file]) => [`/desk${path}`, file] as const)),
    },
    policy: pagePolicy({ origin, connect: [config.rpcUrl] }),
    html: Object.fromEntries(pages.map((path) => [path, () => ({ head, body: '' })])),
  });
}
