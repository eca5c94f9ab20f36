import { createHash } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readAddressBook } from '@atoll/contracts/read-address-book';
import { connectChain } from '@atoll/chain/connect';
import { createOutbox } from '@atoll/chain/outbox';
import { environmentIdOf } from '@atoll/chain/read-environment';
import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import { EnvironmentDocument } from '@atoll/schemas/environment';
import { type Clock, systemClock } from '@atoll/server-kit/clock';
import { openDatabase } from '@atoll/server-kit/database';
import type { Logger } from '@atoll/server-kit/logger';
import { migrate } from '@atoll/server-kit/migrate';
import { openEmbeddedStorage } from '@atoll/storage/embedded';
import { openKuboStorage } from '@atoll/storage/kubo';
import type { Storage } from '@atoll/storage/block-source';
import { privateKeyToAccount } from 'viem/accounts';
import { ConfigurationRefused } from './configuration-refused.ts';
import type { Context, OfferedEnvironment, Settings } from './context.ts';
import { createPreparations } from './approvals/preparations.ts';
import { createRegistrations } from './datasets/registrations.ts';
import { readCredentials } from './datasets/sources/credentials.ts';
import type { Engine, EngineDescription } from './engine/engine.ts';
import { factsOf } from './engine/facts.ts';
import { type ConfiguredEnvironment, pollMillisecondsOf, type ProviderEnvironment } from './env.ts';
import { chooseGpus } from './gpus/choose-gpus.ts';
import { createJobNews } from './jobs/news.ts';
import { openRegistry } from './registry/open-registry.ts';
import { openQueue, type Queue } from './jobs/queue.ts';
import { createRuns } from './jobs/runs.ts';
import { holdAlone } from './store/hold-alone.ts';
import { createOutboxStore } from './store/outbox-store.ts';
import * as tables from './store/tables.ts';

const migrations = resolve(import.meta.dirname, '../../../migrations');

/** Everything that a running provider holds open. */
export interface OpenContext {
  readonly ctx: Context;
  readonly queue: Queue;
  close(): Promise<void>;
}

/**
 * Opens what the provider's verbs work with, brings the database up to date and makes sure that no other process works with it.
 * Nothing runs yet: `startService` does that.
 */
export async function openContext(input: {
  env: ProviderEnvironment;
  engine: Engine;
  logger: Logger;
  publicOrigin: string;
  clock?: Clock;
  /** Called when this process may no longer be the only one: it has to end at once. */
  onLockLost?: () => void;
}): Promise<OpenContext> {
  const { env, engine, logger, clock = systemClock } = input;
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).toReversed()) await closer();
  };
  try {
    // Found out now and not by the first custodian who names one; each use reads it again.
    if (env.SOURCE_CREDENTIALS !== undefined) await readCredentials(env.SOURCE_CREDENTIALS);
    await mkdir(env.STATE_DIRECTORY, { recursive: true, mode: 0o700 });
    const addressBook = await readAddressBook(env.DEPLOYMENT);
    const chain = await connectChain({
      rpcUrl: env.RPC_URL,
      addressBook,
      privateKey: env.OPERATOR_KEY,
      pollingInterval: pollMillisecondsOf(env, addressBook.chainId),
      confirmations: env.CONFIRMATIONS,
    });
    const database = openDatabase({ url: env.DATABASE_URL, schema: tables, application: 'compute-provider' });
    closers.push(() => database.close());
    await migrate({ sql: database.sql, directory: migrations, service: 'compute-provider' });
    closers.push(
      await holdAlone({ databaseUrl: env.DATABASE_URL, onLost: input.onLockLost ?? (() => undefined) }),
    );
    const storage = await openStorage(env);
    closers.push(() => storage.close());
    const described = await engine.describe();
    const { runtime, runtimeVersion, refusedGvisor } = described;
    logger.info({ runtime, runtimeVersion }, 'runtime of jobs');
    if (refusedGvisor !== undefined)
      logger.warn({ reason: refusedGvisor }, 'the engine offers gVisor, which does not run the sandbox');
    if (described.gpus.length > 0)
      logger.info({ gpus: described.gpus, access: described.gpuAccess }, 'GPUs of jobs');
    if (described.gpuRefused !== undefined)
      logger.warn({ reason: described.gpuRefused }, 'jobs with GPUs are refused');
    if (env.GPU_CHECK_IMAGE === undefined && env.ENVIRONMENTS.some(({ gpus }) => gpus.length > 0))
      throw new ConfigurationRefused(
        'ENVIRONMENTS promises GPUs, and GPU_CHECK_IMAGE names no image in which their memory is cleared between jobs',
        'set GPU_CHECK_IMAGE to the id of an image in the engine with /usr/bin/python3',
      );
    const settings = await readSettings(env, described, storage, input.publicOrigin);
    const slots = settings.environments.reduce((sum, { slots: each }) => sum + each, 0);
    const queue = await openQueue({
      databaseUrl: env.DATABASE_URL,
      sql: database.sql,
      concurrency: Math.min(slots + 4, 16),
      logger,
    });
    closers.push(() => queue.close());
    const runs = createRuns();
    const registrations = createRegistrations();
    closers.push(() => registrations.close());
    const ctx: Context = {
      settings,
      database,
      chain,
      operator: privateKeyToAccount(env.OPERATOR_KEY),
      outbox: createOutbox({ chain, store: createOutboxStore({ database }), clock }),
      engine,
      storage,
      getFromRegistry: openRegistry({ hosts: env.REGISTRY_HOSTS }),
      clock,
      logger,
      enqueue: (jobId) => queue.enqueue(jobId),
      news: createJobNews(),
      runs,
      registrations,
      preparations: createPreparations(),
    };
    return { ctx, queue, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openStorage(env: ProviderEnvironment): Promise<Storage> {
  const gateways = env.IPFS_GATEWAYS;
  if (env.KUBO_URL !== undefined) return openKuboStorage({ url: env.KUBO_URL, gateways });
  return openEmbeddedStorage({
    directory: env.IPFS_DIRECTORY ?? join(env.STATE_DIRECTORY, 'ipfs'),
    gateways,
  });
}

async function readSettings(
  env: ProviderEnvironment,
  engine: EngineDescription,
  storage: Storage,
  publicOrigin: string,
): Promise<Settings> {
  const machine = {
    cpus: engine.cpus - env.RESERVED_CPUS,
    memoryBytes: engine.memoryBytes - env.RESERVED_MEMORY_BYTES,
    gpus: engine.gpus.length,
  };
  const environments: OfferedEnvironment[] = [];
  for (const configured of env.ENVIRONMENTS)
    environments.push(
      await offer(
        configured,
        env.PROVIDER_ADDRESS,
        { ...machine, devices: engine.gpus, runtime: engine.runtime },
        storage,
      ),
    );
  const dataRoots = await Promise.all(
    env.DATA_ROOTS.map((folder) =>
      realpath(folder).catch((cause: unknown) => {
        throw new ConfigurationRefused(
          `DATA_ROOTS names ${folder}, which is not there`,
          'make the folder, or name another one',
          cause,
        );
      }),
    ),
  );
  return {
    provider: env.PROVIDER_ADDRESS,
    custodian: env.CUSTODIAN_ADDRESS,
    reviewers: [...new Set([env.CUSTODIAN_ADDRESS, ...env.REVIEWERS])],
    environments,
    engine: factsOf(engine),
    machine,
    queueLength: env.QUEUE_LENGTH,
    dataRoots,
    stateDirectory: await realpath(env.STATE_DIRECTORY),
    publicOrigin,
    marketplaceUrl: env.MARKETPLACE_URL,
    quoteSeconds: env.QUOTE_SECONDS,
    openQuotesPerBuyer: env.OPEN_QUOTES_PER_BUYER,
    leastFailureCapPercent: env.LEAST_FAILURE_CAP_PERCENT,
    openRequestsPerAccount: env.OPEN_REQUESTS_PER_ACCOUNT,
    marginSeconds: env.RUN_MARGIN_SECONDS,
    cacheMaxBytes: env.CACHE_MAX_BYTES,
    resultDays: env.RESULT_DAYS,
    relayFee: BigInt(env.RELAY_FEE),
    sources: {
      maxBytes: env.DATASET_MAX_BYTES,
      allowedHosts: env.SOURCE_HOSTS,
      credentialsFile: env.SOURCE_CREDENTIALS,
    },
    integrityHours: env.INTEGRITY_HOURS,
    maxImageBytes: env.IMAGE_MAX_MEBIBYTES * 2 ** 20,
    onnxRunner: env.ONNX_RUNNER,
    sampleRuns: {
      mode: env.SAMPLE_RUNS,
      seconds: env.SAMPLE_RUN_SECONDS,
      perDay: env.SAMPLE_RUNS_PER_DAY,
    },
  };
}

function gpusInWords(gpus: readonly { model: string; memoryBytes: number }[]): string {
  if (gpus.length === 0) return 'none';
  return gpus.map(({ model, memoryBytes }) => `${model} with ${memoryBytes} bytes`).join(', ');
}

/** The document of an environment, kept as the block whose digest stands on chain. */
async function offer(
  configured: ConfiguredEnvironment,
  provider: Settings['provider'],
  engine: Pick<EngineDescription, 'cpus' | 'memoryBytes' | 'runtime'> & {
    devices: EngineDescription['gpus'];
  },
  storage: Storage,
): Promise<OfferedEnvironment> {
  if (configured.cpus > engine.cpus || configured.memoryBytes > engine.memoryBytes)
    throw new ConfigurationRefused(
      `ENVIRONMENTS: "${configured.name}" is larger than what the engine has for jobs: ${engine.cpus} CPUs and ${engine.memoryBytes} bytes`,
      'offer what the machine has, less RESERVED_CPUS and RESERVED_MEMORY_BYTES',
    );
  if (chooseGpus({ wanted: configured.gpus, free: engine.devices }) === undefined)
    throw new ConfigurationRefused(
      `ENVIRONMENTS: "${configured.name}" promises ${gpusInWords(configured.gpus)}; there ${engine.devices.length === 1 ? 'is' : 'are'} ${gpusInWords(engine.devices)}`,
      'offer GPUs that the machine has, by their exact model; GPUS says which, where they are not found',
    );
  const { slots, token, pricePerSecond, ...resources } = configured;
  const document = EnvironmentDocument.parse({ ...resources, runtime: engine.runtime });
  const bytes = canonicalJsonBytes(document);
  const digest = createHash('sha256').update(bytes).digest('hex');
  await storage.pin(await storage.putDocument(bytes), { localOnly: true });
  return {
    id: environmentIdOf(provider, `0x${digest}`),
    document,
    slots,
    token,
    pricePerSecond: BigInt(pricePerSecond),
  };
}
