import {
  DatasetSnapshot,
  type RegisterDatasetInput,
  RegistrationProgress,
} from '@atoll/schemas/provider-api';
import { z } from 'zod';
import type { MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

const Reply = z.union([DatasetSnapshot, RegistrationProgress]);

/** How often a registration is looked at by a session, in milliseconds. */
const lookEveryMs = 1000;

export interface FollowOptions {
  /** Ends the waiting; the provider goes on until `DELETE /datasets/{name}/staging`. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RegistrationProgress) => void;
}

/** Calls `act` after a while, at once where the waiting was ended. */
function afterPause<T>(signal: AbortSignal | undefined, act: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(act()), lookEveryMs);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new DOMException('the waiting was ended', 'AbortError'));
    });
  });
}

/**
 * Waits for the end of a registration that is under way, by the session at the provider: nothing is signed meanwhile. Also after a reload of
 * the page that began it.
 *
 * @throws ProblemReceived: what ended the registration; `not_found` where none of the name is known, since it never began or the provider was
 * started anew
 */
export async function followRegistration(
  ctx: MarketContext,
  name: string,
  options: FollowOptions = {},
): Promise<DatasetSnapshot> {
  const { signal, onProgress } = options;
  const look = () =>
    request(ctx, {
      service: providerOf(ctx),
      method: 'GET',
      path: providerPaths.staging(name),
      signed: true,
      reply: Reply,
      ...(signal === undefined ? {} : { signal }),
    });
  for (let reply = await look(); ; reply = await afterPause(signal, look)) {
    if ('snapshot' in reply) return reply;
    onProgress?.(reply);
  }
}

/**
 * Has the provider take an immutable snapshot of a source; signed by the custodian. The files go from the source to the provider and nowhere
 * else. Credentials of a bucket or a database are named in the provider's configuration and never travel. With a session at the provider one
 * signature is enough however long it takes; without one each of the requests that wait for the end is signed.
 *
 * @throws ProblemReceived: `not_allowed`, `source_refused` (the source may not be read so), `source_unavailable` (it did not answer)
 * @example
 * const snapshot = await registerDataset(ctx, {
 *   name: 'reef',
 *   source: { kind: 'folder', path: '/srv/data/reef' },
 *   rules: { release: 'auto', outputTypes: ['json'], maxOutputBytes: 1 << 20 },
 * });
 */
export async function registerDataset(
  ctx: MarketContext,
  dataset: RegisterDatasetInput,
  options: FollowOptions = {},
): Promise<DatasetSnapshot> {
  const { signal, onProgress } = options;
  const service = providerOf(ctx);
  const hasSession = ctx.sessions?.[new URL(service).origin] !== undefined;
  for (;;) {
    const reply = await request(ctx, {
      service,
      method: 'POST',
      path: hasSession ? `${providerPaths.datasets}?wait=0` : providerPaths.datasets,
      json: dataset,
      signed: true,
      reply: Reply,
      ...(signal === undefined ? {} : { signal }),
    });
    if ('snapshot' in reply) return reply;
    onProgress?.(reply);
    if (hasSession) return followRegistration(ctx, dataset.name, options);
  }
}
