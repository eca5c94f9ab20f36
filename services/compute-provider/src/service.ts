import { addHealth } from '@atoll/server-kit/health';
import { createApp, type App } from '@atoll/server-kit/app';
import { limitRate } from '@atoll/server-kit/rate-limit';
import { signedRequest } from '@atoll/server-kit/signed-request';
import { addSignIn } from '@atoll/server-kit/sign-in/routes';
import { signedOrSession } from '@atoll/server-kit/sign-in/signed-or-session';
import { sqlSignInStore } from '@atoll/server-kit/sign-in/store';
import { verifyMessage, verifySignature } from '@atoll/chain/verify-signature';
import type { Address, Hex } from '@atoll/schemas/ids';
import type { Context } from './context.ts';
import { checkDue } from './datasets/check-due.ts';
import { retireSnapshots } from './datasets/retire-snapshots.ts';
import { stopForbidden } from './desk/stop-forbidden.ts';
import { recoverGpus, releaseGpus } from './gpus/release-gpus.ts';
import { advanceJob } from './jobs/advance-job.ts';
import { followChain, scanJobs } from './jobs/follow-chain.ts';
import { newestBlock } from './jobs/newest-block.ts';
import type { Queue } from './jobs/queue.ts';
import { recover } from './jobs/recover.ts';
import { repeat } from './jobs/repeat.ts';
import { wakeQueue } from './jobs/wake-queue.ts';
import { addApprovalRoutes } from './routes/approvals.ts';
import { addHaltRoutes } from './routes/desk.ts';
import { addDatasetRoutes, addGuardRoutes, addStagingRoutes } from './routes/datasets.ts';
import { addJobRoutes } from './routes/jobs.ts';
import { addMarketRoutes } from './routes/market.ts';
import { isOpenRoute } from './routes/open-routes.ts';
import { addQueueRoutes } from './routes/queue.ts';
import { addRequestRoutes } from './routes/requests.ts';
import { addLimitRoutes } from './routes/limits.ts';
import { sweepResults } from './settlement/sweep-results.ts';
import { addTermsRoutes } from './routes/terms.ts';
import { addWeb, type DeskWeb } from './routes/web.ts';
import { addReviewRoutes } from './routes/reviews.ts';
import { addSampleRunRoutes } from './routes/sample-runs.ts';
import { addSampleRoutes } from './routes/samples.ts';
import { sweepRunFiles, workSampleRuns } from './samples/runs/work-sample-runs.ts';
import { sweepSamples } from './samples/sweep-samples.ts';
import { createNonceStore } from './store/nonce-store.ts';

/** Every open job is compared with the chain and taken a step further this often, whatever was seen or missed. */
const scanEveryMs = 5000;
/** How often is asked which data is due for a full check or for removal. */
const tendDataEveryMs = 60_000;

/** How soon a run is stopped whose approval was taken back on chain, or whose dataset changed hands. */
const standingEveryMs = 1000;
/** How soon a device that a job left is cleared. */
const clearGpusEveryMs = 500;
/** Results that are kept no longer are looked for this often. */
const sweepEveryMs = 600_000;

export interface ProviderAppParameters {
  readonly version: string;
  /** Origins of pages elsewhere that may show the desk; none unless given. */
  readonly deskOrigins?: readonly string[];
  /** Requests for a quote that one network address may send in a minute, and as many orders to relay. */
  readonly quotesPerMinute: number;
  /** Reverse proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: number;
  /** The desk's pages; an API alone without. */
  readonly web?: DeskWeb;
}

/** The HTTP application of the provider. */
export function createProviderApp(ctx: Context, options: ProviderAppParameters): App {
  const { deskOrigins = [] } = options;
  const app = createApp({
    name: 'compute provider',
    version: options.version,
    description: 'Runs approved algorithms beside the data: datasets, approvals, quotes, jobs and results.',
    logger: ctx.logger,
    clock: ctx.clock,
    crossOrigin: { open: isOpenRoute, origins: deskOrigins },
  });
  const signed = signedRequest({
    chainId: ctx.chain.chainId,
    origin: ctx.settings.publicOrigin,
    nonces: createNonceStore(ctx),
    clock: ctx.clock,
    verify: (typedData, address, signature) =>
      verifySignature({ chain: ctx.chain, address, typedData, signature }),
  });
  addHealth(app, {
    clock: ctx.clock,
    checks: [
      { name: 'database', check: () => ctx.database.ping() },
      { name: 'chain', check: () => newestBlock(ctx.chain) },
      { name: 'engine', check: () => ctx.engine.describe() },
      { name: 'storage', check: () => ctx.storage.listPins()[Symbol.asyncIterator]().next() },
    ],
  });
  const signIn = {
    store: sqlSignInStore({ sql: ctx.database.sql, schema: 'compute_provider' }),
    clock: ctx.clock,
    chainId: ctx.chain.chainId,
    origin: ctx.settings.publicOrigin,
    deskOrigins,
    verify: (message: string, address: Address, signature: Hex) =>
      verifyMessage({ chain: ctx.chain, address, message, signature }),
  };
  addSignIn(app, signIn, { proxies: options.trustedProxies });
  // One for every route: by a session it lets in what reads and nothing else.
  const access = signedOrSession(signIn, signed());
  const guarded = {
    signed: access,
    limitRate: () =>
      limitRate({
        limit: options.quotesPerMinute,
        windowMs: 60_000,
        clock: ctx.clock,
        proxies: options.trustedProxies,
      }),
  };
  addMarketRoutes(app, ctx, guarded);
  addRequestRoutes(app, ctx, guarded);
  addTermsRoutes(app, ctx, guarded);
  addDatasetRoutes(app, ctx, access);
  addStagingRoutes(app, ctx, access);
  addGuardRoutes(app, ctx, access);
  addSampleRoutes(app, ctx, access);
  addSampleRunRoutes(app, ctx, access);
  addApprovalRoutes(app, ctx, access);
  addHaltRoutes(app, ctx, access);
  addReviewRoutes(app, ctx, access);
  addJobRoutes(app, ctx, access);
  addQueueRoutes(app, ctx, { signed: access, limitReads: guarded.limitRate() });
  addLimitRoutes(app, ctx, {
    signed: access,
    limitRate: limitRate({
      limit: options.quotesPerMinute,
      windowMs: 60_000,
      clock: ctx.clock,
      proxies: options.trustedProxies,
    }),
  });
  if (options.web !== undefined) addWeb(app, options.web);
  return app;
}

/**
 * Takes up what was left and begins to work: queue, chain, outbox.
 * @returns what stops it; runs go on in the engine and are taken up by the next process
 */
export async function startWork(ctx: Context, queue: Queue): Promise<() => Promise<void>> {
  const stop = new AbortController();
  await recover(ctx);
  await sweepSamples(ctx);
  await sweepRunFiles(ctx);
  await recoverGpus(ctx, (await ctx.engine.describe()).gpus);
  await queue.start((jobId) => advanceJob(ctx, jobId, stop.signal));
  const loops = [
    repeat({ ctx, name: 'follow the chain', everyMs: 1000, signal: stop.signal }, (signal) =>
      followChain(ctx, signal),
    ),
    repeat({ ctx, name: 'compare jobs with the chain', everyMs: scanEveryMs, signal: stop.signal }, () =>
      scanJobs(ctx),
    ),
    repeat({ ctx, name: 'remove old versions of data', everyMs: tendDataEveryMs, signal: stop.signal }, () =>
      retireSnapshots(ctx),
    ),
    repeat({ ctx, name: 'read data in full', everyMs: tendDataEveryMs, signal: stop.signal }, (signal) =>
      ctx.settings.integrityHours === 0
        ? Promise.resolve(0)
        : checkDue(ctx, { everyMs: ctx.settings.integrityHours * 3600_000, signal }),
    ),
    repeat({ ctx, name: 'start what waits', everyMs: 1000, signal: stop.signal }, (signal) =>
      wakeQueue(ctx, signal),
    ),
    repeat({ ctx, name: 'tidy the queue', everyMs: scanEveryMs, signal: stop.signal }, () => queue.tidy()),
    repeat({ ctx, name: 'stop what may not run', everyMs: standingEveryMs, signal: stop.signal }, () =>
      stopForbidden(ctx),
    ),
    ...(ctx.settings.machine.gpus === 0
      ? []
      : [
          repeat({ ctx, name: 'clear GPUs', everyMs: clearGpusEveryMs, signal: stop.signal }, () =>
            releaseGpus(ctx),
          ),
        ]),
    repeat({ ctx, name: 'sweep results', everyMs: sweepEveryMs, signal: stop.signal }, () =>
      sweepResults(ctx),
    ),
    repeat({ ctx, name: 'tend transactions', everyMs: 1000, signal: stop.signal }, () => ctx.outbox.tick()),
    repeat({ ctx, name: 'run on samples', everyMs: 500, signal: stop.signal }, (signal) =>
      workSampleRuns(ctx, signal),
    ),
  ];
  return async () => {
    stop.abort();
    await Promise.all([...loops, queue.stop()]);
    // After the steps: one that was under way may have begun to follow a run.
    await ctx.runs.letGo();
  };
}
