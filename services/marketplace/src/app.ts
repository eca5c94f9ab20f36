import { draftLimits } from '@atoll/schemas/draft';
import { type App, createApp } from '@atoll/server-kit/app';
import { addHealth } from '@atoll/server-kit/health';
import type { Logger } from '@atoll/server-kit/logger';
import type { NonceStore } from '@atoll/server-kit/nonce-store';
import { limitRate } from '@atoll/server-kit/rate-limit';
import type { SignInContext } from '@atoll/server-kit/sign-in/context';
import { addSignIn } from '@atoll/server-kit/sign-in/routes';
import { sessionOnly } from '@atoll/server-kit/sign-in/signed-or-session';
import { sqlSignInStore } from '@atoll/server-kit/sign-in/store';
import type { SignedRequestParameters } from '@atoll/server-kit/signed-request';
import { CatalogueNotFilled } from './catalogue/errors.ts';
import type { MarketplaceContext } from './context.ts';
import { addCatalogue } from './routes/catalogue.ts';
import { addDrafts } from './routes/drafts.ts';
import { addCatalogueExports } from './routes/catalogue-exports.ts';
import { addGateway } from './routes/ipfs.ts';
import { addPrepare } from './routes/prepare.ts';
import { addStatements } from './routes/statements.ts';
import { addPins } from './routes/pins.ts';
import { addWeb } from './routes/web.ts';
import { signedFor } from './signed-for.ts';

/** What an account has here beside what it signs: for the pages of this marketplace, which have its cookie, and for no others. */
const ownPagesOnly = /^\/(sign-in|drafts)(\/|$)/;

export interface MarketplaceAppParameters {
  readonly logger: Logger;
  /** Addresses of this service that wallets sign requests for, the public one first. */
  readonly origins: readonly [string, ...string[]];
  readonly verify: SignedRequestParameters['verify'];
  readonly nonces: NonceStore;
  /** Whether a text was signed by an account: keys and contract wallets. */
  readonly verifyMessage: SignInContext['verify'];
  /** Requests that change something, per sender and minute. */
  readonly writesPerMinute: number;
  readonly trustedProxies: number;
  /** Statements and prepared transactions, per sender and minute; 120 unless given. */
  readonly heavyReadsPerMinute?: number;
}

/** Each costs the indexer or the node several requests. */
const heavyReadsPerMinute = 120;

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
    crossOrigin: { open: ({ path }) => !ownPagesOnly.test(path), origins: [] },
    bodyLimits: [
      { method: 'POST', path: '/pins', maxBytes: ctx.limits.maxBytes },
      // The content and what is written around it.
      { method: 'PUT', path: /^\/drafts\//, maxBytes: 2 * draftLimits.bytes },
    ],
  });
  const signed = signedFor(parameters.origins, {
    chainId: ctx.deployment.chainId,
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
  const signIn: SignInContext = {
    store: sqlSignInStore({ sql: ctx.database.sql, schema: 'marketplace' }),
    clock,
    chainId: ctx.deployment.chainId,
    origin: new URL(parameters.origins[0]).origin,
    deskOrigins: [],
    verify: parameters.verifyMessage,
  };
  addSignIn(app, signIn, { proxies: parameters.trustedProxies });
  const limitWrites = () =>
    limitRate({
      limit: parameters.writesPerMinute,
      windowMs: 60_000,
      clock,
      proxies: parameters.trustedProxies,
    });
  addPins(app, ctx, { signed, limitRate: limitWrites() });
  addDrafts(app, ctx, { session: sessionOnly(signIn), limitRate: limitWrites() });
  addGateway(app, ctx);
  const limitReads = limitRate({
    limit: parameters.heavyReadsPerMinute ?? heavyReadsPerMinute,
    windowMs: 60_000,
    clock,
    proxies: parameters.trustedProxies,
  });
  addStatements(app, ctx, { limitRate: limitReads });
  addPrepare(app, ctx, { limitRate: limitReads });
  addCatalogue(app, ctx);
  addCatalogueExports(app, ctx, parameters.origins[0]);
  addWeb(app, ctx);
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
