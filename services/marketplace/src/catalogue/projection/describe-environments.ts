import { EnvironmentDocument } from '@atoll/schemas/environment';
import type { Logger } from '@atoll/server-kit/logger';
import type { Storage } from '@atoll/storage/block-source';
import { fetchDescription, type Reach } from './fetch-description.ts';
import { putDescription, type ProvidersContext, type Undescribed } from './read-providers.ts';

/** Environments whose documents are read at once, each of another provider. */
const atOnce = 8;

interface DescriberContext extends ProvidersContext {
  readonly storage: Pick<Storage, 'getDocument'>;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly reach: Reach | undefined;
}

/** Reads what providers say of their environments, beside whatever else the catalogue takes over. */
export interface Describer {
  /** Has documents read some time soon; what was asked for before of the same providers is forgotten. */
  ask(undescribed: readonly Undescribed[]): void;
  /** Resolves once nothing is being read. */
  settled(): Promise<void>;
}

async function describe(ctx: DescriberContext, environment: Undescribed): Promise<void> {
  const { signal, reach, logger } = ctx;
  const { endpoint, digest } = environment;
  try {
    const bytes = await fetchDescription(ctx.storage, { endpoint, digest, signal, reach });
    const { name, gpus } = EnvironmentDocument.parse(JSON.parse(new TextDecoder().decode(bytes)));
    await putDescription(ctx, environment, { name, gpus: [...new Set(gpus.map(({ model }) => model))] });
  } catch (error) {
    if (signal.aborted) return;
    // What a provider does not describe is shown without a name; the next comparison asks again.
    logger.info({ err: error, digest }, 'an environment could not be read');
  }
}

/**
 * Providers are strangers, and take as long as they like: they are asked a few at a time and in turns, so that one of many environments
 * takes no more of it than another.
 */
export function openDescriber(ctx: DescriberContext): Describer {
  const waiting = new Map<string, readonly Undescribed[]>();
  const busy = new Set<string>();
  const running = new Set<Promise<void>>();

  function take(): Undescribed | undefined {
    if (ctx.signal.aborted) return undefined;
    for (const [provider, [first, ...rest]] of waiting) {
      if (busy.has(provider)) continue;
      waiting.delete(provider);
      if (rest.length > 0) waiting.set(provider, rest);
      if (first === undefined) continue;
      busy.add(provider);
      return first;
    }
    return undefined;
  }

  async function run(first: Undescribed): Promise<void> {
    for (let next: Undescribed | undefined = first; next !== undefined; next = take()) {
      await describe(ctx, next);
      busy.delete(next.provider);
    }
  }

  return {
    ask: (undescribed) => {
      for (const [provider, own] of Map.groupBy(undescribed, (each) => each.provider))
        waiting.set(provider, own);
      while (running.size < atOnce) {
        const next = take();
        if (next === undefined) break;
        const reading = run(next).finally(() => running.delete(reading));
        running.add(reading);
      }
    },
    settled: async () => {
      await Promise.all(running);
    },
  };
}
