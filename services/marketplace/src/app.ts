import { type App, createApp } from '@atoll/server-kit/app';
import { addHealth } from '@atoll/server-kit/health';
import { type Logger } from '@atoll/server-kit/logger';
import { type NonceStore } from '@atoll/server-kit/nonce-store';
import { limitRate } from '@atoll/server-kit/rate-limit';
import { type SignedRequestParameters } from '@atoll/server-kit/signed-request';
import { CatalogueNotFilled } from './catalogue/errors.ts';
import { type MarketplaceContext } from './context.ts';
import { addCatalogue } from './routes/catalogue.ts';
import { addCatalogueExports } from './routes/catalogue-exports.ts';
import { addGateway } from './routes/ipfs.ts';
import { addPages } from './routes/pages.ts';
import { addPins } from './routes/pins.ts';
import { signedFor } from './signed-for.ts';

export interface MarketplaceAppParameters {
  readonly logger: Logger;
  /** Addresses of this service that wallets sign requests for, the public one first. */
  readonly origins: readonly [string, ...string[]];
  readonly verify: SignedRequestParameters['verify'];
  readonly nonces: NonceStore;
  readonly allowedOrigins: readonly string[];
  /** Requests that change something, per sender and minute. */
  readonly writesPerMinute: number;
  readonly trustedProxies: number;
}

/** The marketplace's HTTP application. */
export function createMarketplaceApp(ctx: MarketplaceContext, parameters: MarketplaceAppParameters): App {
  const { clock } = ctx;
  const app = createApp({
    name: 'marketplace',
    version: '0.1.0',
    description:
      'Catalogue and pinning of an Atoll data marketplace. It holds no keys: what changes money or rights is signed by the user and happens on chain.',
    logger: parameters.logger,
    clock,
    allowedOrigins: parameters.allowedOrigins,
    bodyLimits: [{ method: 'POST', path: '/pins', maxBytes: ctx.limits.maxBytes }],
  });
  const signed = signedFor(parameters.origins, {
    chainId: ctx.chainId,
    verify: parameters.verify,
    nonces: parameters.nonces,
    clock,
  });
  addHealth(app, {
    clock,
    checks: [
      { name: 'database', check: () => ctx.database.ping() },
      { name: 'storage', check: () => checkStorage(ctx) },
      { name: 'catalogue', check: () => checkCatalogue(ctx) },
    ],
  });
  addPins(app, ctx, {
    signed,
    limitRate: limitRate({
      limit: parameters.writesPerMinute,
      windowMs: 60_000,
      clock,
      proxies: parameters.trustedProxies,
    }),
  });
  addGateway(app, ctx);
  addCatalogue(app, ctx);
  addCatalogueExports(app, ctx, parameters.origins[0]);
  addPages(app, ctx);
  return app;
}

/** A store that can list its pins can be read. */
async function checkStorage(ctx: MarketplaceContext): Promise<void> {
  const pins = ctx.storage.listPins()[Symbol.asyncIterator]();
  await pins.next();
  await pins.return?.();
}

/** It is served from what was taken in, also while the indexer is away. */
function checkCatalogue({ catalogue }: MarketplaceContext): Promise<void> {
  const { filled, assets, trouble } = catalogue.progress;
  return filled ? Promise.resolve() : Promise.reject(new CatalogueNotFilled({ assets, trouble }));
}
