import { DatasetSnapshot, type RegisterDataset } from '@atoll/schemas/provider-api';
import { type MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/** Has the provider take a snapshot of a folder beside it; signed by the custodian. The files do not move. */
export function registerDataset(ctx: MarketContext, dataset: RegisterDataset): Promise<DatasetSnapshot> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'POST',
    path: providerPaths.datasets,
    json: dataset,
    signed: true,
    reply: DatasetSnapshot,
  });
}
