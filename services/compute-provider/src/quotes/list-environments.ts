import type { EnvironmentOffer } from '@atoll/schemas/environment';
import type { ProviderIdentity } from '@atoll/schemas/provider-api';
import type { Context } from '../context.ts';
import { readHalt } from '../desk/read-halt.ts';
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

/** The accounts of this provider, the deployment that it serves, and whether it was halted. */
export async function identify(ctx: Context): Promise<ProviderIdentity> {
  return {
    provider: ctx.settings.provider,
    operator: ctx.outbox.sender,
    custodian: ctx.settings.custodian,
    maxImageBytes: ctx.settings.maxImageBytes,
    chainId: ctx.chain.chainId,
    jobs: ctx.chain.addresses.jobs,
    halt: await readHalt(ctx),
  };
}
