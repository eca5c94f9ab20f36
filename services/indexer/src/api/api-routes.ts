import { type App, createRouter } from '@atoll/server-kit/app';
import type { ReadContext } from './context.ts';
import { computedRoutes } from './computed/routes-computed.ts';
import { exportRoutes } from './export/routes-export.ts';
import { graphqlRoutes } from './graphql/routes-graphql.ts';
import { openReaders } from './resource/readers.ts';
import { resourceRoutes } from './routes-resources.ts';

/** The reading API: listings and items of every resource, GraphQL over the same, exports. */
export function apiRoutes(ctx: ReadContext): App {
  const router = createRouter();
  const readers = openReaders(ctx);
  router.route('/', resourceRoutes(readers));
  router.route('/', computedRoutes(readers));
  router.route('/', graphqlRoutes(readers));
  router.route('/', exportRoutes(readers, ctx.exports));
  return router;
}
