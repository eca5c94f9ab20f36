import { DatasetSnapshot, type ReviseRules } from '@atoll/schemas/provider-api';
import type { MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/**
 * Puts registered files under other rules, as their custodian: another snapshot of the same files with the same commitment. It takes the place
 * of the one before once the asset's new version is published and it is bound; open orders keep the rules that they were placed under.
 *
 * @throws ProblemReceived: `not_allowed`, `dataset_unknown`, `conflict` where the files are gone
 * @example
 * const next = await reviseRules(ctx, { snapshot: 'reef-5f0c…', rules: { ...rules, release: 'review' } });
 * await reviseAsset(ctx, { assetId, metadataDigest, commitment: next.commitment.digest });
 * await bindDataset(ctx, { snapshot: next.snapshot, assetId: assetId.toString() });
 */
export function reviseRules(ctx: MarketContext, input: ReviseRules): Promise<DatasetSnapshot> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'POST',
    path: providerPaths.rules,
    json: input,
    signed: true,
    reply: DatasetSnapshot,
  });
}
