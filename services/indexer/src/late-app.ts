import type { App, AppEnv } from '@atoll/server-kit/app';
import { madeOnce } from './made-once.ts';

/** An app of which a part answers from the start, and the whole once somebody needs it. */
export interface LateApp {
  fetch(request: Request, bindings: AppEnv['Bindings']): Response | Promise<Response>;
  /** Makes the whole, if it is not yet made. */
  make(): Promise<void>;
}

/**
 * Puts off the making of an app whose code is a good part of a process that has much to do before anybody asks. Whoever asks early for
 * what only the whole answers waits for it to be made.
 *
 * @param early answers `paths` until the whole is there
 * @param make the whole, which answers those paths too; called again only where it failed
 */
export function lateApp(input: {
  early: App;
  paths: ReadonlySet<string>;
  make: () => Promise<App>;
}): LateApp {
  const { early, paths, make } = input;
  let whole: App | undefined;
  const made = madeOnce(async () => (whole = await make()));
  return {
    fetch: (request, bindings) => {
      const app = whole ?? (paths.has(new URL(request.url).pathname) ? early : undefined);
      return app === undefined
        ? made().then((late) => late.fetch(request, bindings))
        : app.fetch(request, bindings);
    },
    make: async () => {
      await made();
    },
  };
}
