import { join, resolve } from 'node:path';
import { readAddressBook } from '@atoll/contracts/read-address-book';
import { systemClock } from '@atoll/server-kit/clock';
import { EnvironmentInvalid, readEnvironment } from '@atoll/server-kit/environment';
import { createLogger } from '@atoll/server-kit/logger';
import { serve } from '@atoll/server-kit/serve';
import { createShutdown } from '@atoll/server-kit/shutdown';
import { startOrExplain } from '@atoll/server-kit/start-or-explain';
import { readWebIfBuilt } from '@atoll/server-kit/web/read-web';
import type { GpuSettings } from './engine/docker/context.ts';
import { createDockerEngine } from './engine/docker/create-engine.ts';
import { localMachine } from './engine/gpu/machine.ts';
import { ProviderEnvironment, publicUrl } from './env.ts';
import { openContext } from './open-context.ts';
import { createProviderApp, startWork } from './service.ts';
import { deskConfigOf } from './web/desk-config.ts';

/** Where `npm run build -w services/compute-provider` puts the desk. */
const webDirectory = resolve(import.meta.dirname, '../web/dist');

function gpuSettings({ GPUS, GPU_CHECK_IMAGE: checkImage }: ProviderEnvironment): GpuSettings | undefined {
  if (GPUS === 'none') return undefined;
  return { machine: localMachine(), checkImage, stated: GPUS === 'auto' ? undefined : GPUS };
}

async function open(environment: NodeJS.ProcessEnv): Promise<void> {
  const env = readEnvironment(ProviderEnvironment, environment);
  const publicOrigin = publicUrl(env);
  if (publicOrigin === undefined) {
    throw new EnvironmentInvalid([
      'PUBLIC_URL is not set; with PORT=0 it has to be, for example PUBLIC_URL=https://provider.example.',
    ]);
  }
  const logger = createLogger({ name: 'compute-provider', level: env.LOG_LEVEL });
  const shutdown = createShutdown({ logger, process, exitWithParent: env.ATOLL_EXIT_WITH_PARENT });
  const engine = await createDockerEngine({
    socketPath: env.DOCKER_SOCKET,
    providerId: env.PROVIDER_ADDRESS,
    imageDirectory: join(env.STATE_DIRECTORY, 'images'),
    clock: systemClock,
    runtime: env.CONTAINER_RUNTIME,
    gpus: gpuSettings(env),
  });
  const { ctx, queue, close } = await openContext({
    env,
    engine,
    logger,
    publicOrigin,
    onLockLost: () => {
      // what is under way is in the database; whoever supervises this process starts it again
      logger.fatal('the connection that makes this process the only one is lost; ending');
      process.exit(1);
    },
  });
  shutdown.add('context', close);
  const app = createProviderApp(ctx, {
    version: '0.1.0',
    deskOrigins: env.DESK_ORIGINS,
    quotesPerMinute: env.QUOTES_PER_MINUTE,
    trustedProxies: env.TRUSTED_PROXIES,
    web: {
      config: deskConfigOf(env, await readAddressBook(env.DEPLOYMENT), publicOrigin),
      origin: publicOrigin,
      built: await readWebIfBuilt({ directory: webDirectory }),
    },
  });
  shutdown.add('work', await startWork(ctx, queue));
  const server = await serve({ app, port: env.PORT, host: env.HOST, logger });
  shutdown.add('http', () => server.close());
}

/** Runs the service until the process is told to end. */
export const start = (environment: NodeJS.ProcessEnv): Promise<void> =>
  startOrExplain(() => open(environment));
