import { type App, createRouter } from '@atoll/server-kit/app';
import { type ReadContext } from './context.ts';
import { openReaders } from './resource/readers.ts';
import { resourceRoutes } from './routes-resources.ts';

/** The reading API: listings and items of every resource, GraphQL over the same, exports. */
export function apiRoutes(ctx: ReadContext): App {
  const router = createRouter();
  const readers = openReaders(ctx);
  router.route('/', resourceRoutes(readers));
  return router;
}
