import { EnvironmentDocument } from '@atoll/schemas/environment';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { Sql } from '@atoll/server-kit/database';
import type { Logger } from '@atoll/server-kit/logger';
import type { Storage } from '@atoll/storage/block-source';
import { fetchDescription } from './fetch-description.ts';
import { isUnknown, type MarketSource } from './market-source.ts';

/** What is told of an environment beside the chain: of its document, which has the digest that stands there. */
interface Described {
  readonly name: string;
  readonly gpus: readonly string[];
}

interface ProvidersContext {
  readonly sql: Sql;
  readonly storage: Pick<Storage, 'getDocument'>;
  readonly source: MarketSource;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

async function describe(
  ctx: ProvidersContext,
  endpoint: string,
  digest: Bytes32,
): Promise<Described | undefined> {
  try {
    const bytes = await fetchDescription(ctx.storage, { endpoint, digest, signal: ctx.signal });
    const { name, gpus } = EnvironmentDocument.parse(JSON.parse(new TextDecoder().decode(bytes)));
    return { name, gpus: [...new Set(gpus.map(({ model }) => model))] };
  } catch (error) {
    ctx.signal.throwIfAborted();
    // What a provider does not describe is shown without a name; the next reconciliation asks again.
    ctx.logger.info({ err: error, digest }, 'an environment could not be read');
    return undefined;
  }
}

/**
 * Takes over a provider with its environments and the models of their GPUs.
 * @returns the models; none where the chain has no such provider
 */
export async function readProvider(ctx: ProvidersContext, provider: string): Promise<readonly string[]> {
  const { sql } = ctx;
  try {
    const read = await ctx.source.client.providers.get([provider]);
    const [known] = await sql<{ documents: Record<string, Described & { digest: string }> }[]>`
      select documents from marketplace.catalogue_providers where provider = ${provider}`;
    const documents: Record<string, Described & { digest: string }> = {};
    for (const { id, resourcesDigest } of read.environments) {
      const kept = known?.documents[id];
      const described =
        kept?.digest === resourcesDigest ? kept : await describe(ctx, read.endpoint, resourcesDigest);
      if (described !== undefined) documents[id] = { ...described, digest: resourcesDigest };
    }
    const gpus = [
      ...new Set(read.environments.flatMap(({ id, active }) => (active ? (documents[id]?.gpus ?? []) : []))),
    ].sort();
    await sql`
      insert into marketplace.catalogue_providers (provider, endpoint, environments, gpus, documents)
      values (${provider}, ${read.endpoint}, ${JSON.stringify(read.environments)}::text::jsonb, ${gpus}::text[],
        ${JSON.stringify(documents)}::text::jsonb)
      on conflict (provider) do update set
        endpoint = excluded.endpoint, environments = excluded.environments, gpus = excluded.gpus, documents = excluded.documents`;
    return gpus;
  } catch (error) {
    if (!isUnknown(error)) throw error;
    await sql`delete from marketplace.catalogue_providers where provider = ${provider}`;
    return [];
  }
}

/** Every provider, also those that the chain has no more. */
export async function readAllProviders(ctx: ProvidersContext): Promise<Map<string, readonly string[]>> {
  const known = await ctx.sql<{ provider: string }[]>`select provider from marketplace.catalogue_providers`;
  const names = new Set(known.map(({ provider }) => provider));
  for await (const { provider } of ctx.source.client.providers.every()) names.add(provider);
  const models = new Map<string, readonly string[]>();
  for (const provider of names) models.set(provider, await readProvider(ctx, provider));
  return models;
}
