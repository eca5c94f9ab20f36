import { resolve } from 'node:path';
import { connectChain } from '@atoll/chain/connect';
import { verifyMessage, verifySignature } from '@atoll/chain/verify-signature';
import { readAddressBook } from '@atoll/contracts/read-address-book';
import { EnvironmentInvalid, readEnvironment } from '@atoll/server-kit/environment';
import { createLogger } from '@atoll/server-kit/logger';
import { migrate } from '@atoll/server-kit/migrate';
import { memoryNonceStore } from '@atoll/server-kit/nonce-store';
import { serve } from '@atoll/server-kit/serve';
import { createShutdown } from '@atoll/server-kit/shutdown';
import { startOrExplain } from '@atoll/server-kit/start-or-explain';
import { createMarketplaceApp } from './app.ts';
import { keepCatalogue } from './catalogue/projection/keep-catalogue.ts';
import { MarketplaceEnvironment, publicUrl } from './env.ts';
import { openContext } from './open-context.ts';
import { originMultiaddr } from './pinning/hosting/origins.ts';
import { openPinningService } from './pinning/hosting/pinning-service.ts';
import { runHosting } from './pinning/hosting/run-hosting.ts';
import { recoverPins } from './pinning/recover-pins.ts';

const migrations = resolve(import.meta.dirname, '../../../migrations');

/** Variables that mean nothing alone. */
function checkTogether(env: MarketplaceEnvironment): void {
  const missing = [
    ...(env.PRICE_SOURCE !== undefined && env.FIAT_CURRENCY === undefined
      ? [
          'PRICE_SOURCE is set and FIAT_CURRENCY is not; name the currency of the prices, for example FIAT_CURRENCY=EUR.',
        ]
      : []),
    ...(env.PINNING_SERVICE_URL !== undefined && env.PINNING_SERVICE_TOKEN === undefined
      ? ['PINNING_SERVICE_URL is set and PINNING_SERVICE_TOKEN is not; the service wants an access token.']
      : []),
  ];
  if (missing.length > 0) throw new EnvironmentInvalid(missing);
}

async function open(environment: NodeJS.ProcessEnv): Promise<void> {
  const env = readEnvironment(MarketplaceEnvironment, environment);
  const origin = publicUrl(env);
  if (origin === undefined) {
    throw new EnvironmentInvalid([
      'PUBLIC_URL is not set; with PORT=0 it has to be, for example PUBLIC_URL=https://market.example.',
    ]);
  }
  const logger = createLogger({ name: 'marketplace', level: env.LOG_LEVEL });
  const shutdown = createShutdown({ logger, process, exitWithParent: env.ATOLL_EXIT_WITH_PARENT });
  const deployment = await readAddressBook(env.DEPLOYMENT);
  const chain = await connectChain({ rpcUrl: env.RPC_URL, addressBook: deployment });
  checkTogether(env);
  const ctx = await openContext(env, { deployment, chain, origin });
  shutdown.add('storage', () => ctx.storage.close());
  shutdown.add('database', () => ctx.database.close());
  const applied = await migrate({
    sql: ctx.database.sql,
    directory: migrations,
    service: 'marketplace',
  });
  const pins = await recoverPins(ctx);
  const { PINNING_SERVICE_URL: url, PINNING_SERVICE_TOKEN: token } = env;
  if (url !== undefined && token !== undefined && ctx.hosted !== undefined) {
    const origins = env.PINNING_ORIGINS.length > 0 ? env.PINNING_ORIGINS : [originMultiaddr(origin)];
    const service = openPinningService({ url, token, origins });
    const hosting = runHosting(ctx, { service, wakeUp: ctx.hosted, logger });
    shutdown.add('hosting', () => hosting.close());
  }
  logger.info({ applied, pins, origin }, 'ready to listen');
  const stopped = new AbortController();
  const keeping = keepCatalogue(ctx, { logger, signal: stopped.signal });
  shutdown.add('catalogue', () => {
    stopped.abort();
    return keeping;
  });
  const app = createMarketplaceApp(ctx, {
    logger,
    origins: [origin, ...env.OTHER_URLS],
    verify: (typedData, address, signature) => verifySignature({ chain, address, typedData, signature }),
    nonces: memoryNonceStore(),
    verifyMessage: (message, address, signature) => verifyMessage({ chain, address, message, signature }),
    writesPerMinute: env.WRITES_PER_MINUTE,
    trustedProxies: env.TRUSTED_PROXIES,
  });
  const server = await serve({ app, port: env.PORT, host: env.HOST, logger });
  shutdown.add('http', () => server.close());
}

/** Runs the service until the process is told to end. */
export const start = (environment: NodeJS.ProcessEnv): Promise<void> =>
  startOrExplain(() => open(environment));
