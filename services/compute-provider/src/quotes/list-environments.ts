import { type EnvironmentOffer } from '@atoll/schemas/environment';
import { type ProviderIdentity } from '@atoll/schemas/provider-api';
import { type Context } from '../context.ts';
import { factsOf } from '../engine/facts.ts';
import { newestBlock } from '../jobs/newest-block.ts';
import { takenPlaces } from './free-slots.ts';

/** What this provider rents, with the slots that are free now. */
export async function listEnvironments(ctx: Context): Promise<EnvironmentOffer[]> {
  const [{ timestamp }, engine] = await Promise.all([newestBlock(ctx.chain), ctx.engine.describe()]);
  return Promise.all(
    ctx.settings.environments.map(async (environment) => ({
      id: environment.id,
      document: environment.document,
      token: environment.token,
      pricePerSecond: environment.pricePerSecond.toString(),
      slots: environment.slots,
      slotsFree: Math.max(
        0,
        environment.slots -
          (await takenPlaces(ctx.database.sql, environment, timestamp, ctx.chain.confirmations)),
      ),
      engine: factsOf(engine),
    })),
  );
}

/** The accounts of this provider and the deployment that it serves. */
export function identify(ctx: Context): ProviderIdentity {
  return {
    provider: ctx.settings.provider,
    operator: ctx.outbox.sender,
    custodian: ctx.settings.custodian,
    chainId: ctx.chain.chainId,
    jobs: ctx.chain.addresses.jobs,
  };
}
