import {
  DatasetSnapshot,
  type RegisterDatasetInput,
  RegistrationProgress,
} from '@atoll/schemas/provider-api';
import { z } from 'zod';
import { type MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

const Reply = z.union([DatasetSnapshot, RegistrationProgress]);

/**
 * Has the provider take an immutable snapshot of a source; signed by the custodian. The files go from the source to the provider and nowhere
 * else. Credentials of a bucket or a database are named in the provider's configuration and never travel. A large source takes many
 * requests, each of which waits a while and joins the work that is under way.
 *
 * @param options.signal ends the waiting; the provider goes on until `DELETE /datasets/{name}/staging`
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
  options: { signal?: AbortSignal; onProgress?: (progress: RegistrationProgress) => void } = {},
): Promise<DatasetSnapshot> {
  for (;;) {
    const reply = await request(ctx, {
      service: providerOf(ctx),
      method: 'POST',
      path: providerPaths.datasets,
      json: dataset,
      signed: true,
      reply: Reply,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    if ('snapshot' in reply) return reply;
    options.onProgress?.(reply);
  }
}
