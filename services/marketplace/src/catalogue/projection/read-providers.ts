import type { Bytes32 } from '@atoll/schemas/ids';
import type { ProviderView } from '@atoll/schemas/indexer/providers';
import type { Sql } from '@atoll/server-kit/database';
import type { KeyedLock } from '../../pinning/keyed-lock.ts';
import type { Shelf } from '../search/shelf.ts';
import { isUnknown, type MarketSource } from './market-source.ts';

/** What is told of an environment beside the chain: of its document, which has the digest that stands there. */
export interface Described {
  readonly name: string;
  readonly gpus: readonly string[];
}

/** An environment whose document was not read yet. */
export interface Undescribed {
  readonly provider: string;
  readonly endpoint: string;
  readonly id: string;
  readonly digest: Bytes32;
}

export interface ProvidersContext {
  readonly sql: Sql;
  readonly shelf: Pick<Shelf, 'gpusOf' | 'putGpus'>;
  readonly source: MarketSource;
  /** A provider and the documents of its environments are written apart from each other: one at a time for each provider. */
  readonly lock: KeyedLock;
}

type Told = Pick<ProviderView, 'provider' | 'endpoint' | 'environments'>;
type Documents = Readonly<Record<string, Described & { readonly digest: string }>>;
type Row = Told & { readonly documents: Documents };

const undescribed = ({ provider, endpoint, environments, documents }: Row): Undescribed[] =>
  environments
    .filter(({ id, resourcesDigest }) => documents[id]?.digest !== resourcesDigest)
    .map(({ id, resourcesDigest }) => ({ provider, endpoint, id, digest: resourcesDigest }));

async function keptRow(sql: Sql, provider: string): Promise<Row | undefined> {
  const [row] = await sql<Row[]>`
    select provider, endpoint, environments, documents from marketplace.catalogue_providers where provider = ${provider}`;
  return row;
}

function shelve({ shelf }: ProvidersContext, provider: string, gpus: readonly string[]): void {
  // Every asset of the catalogue is looked at where models change.
  if (shelf.gpusOf(provider).join() !== gpus.join()) shelf.putGpus(new Map([[provider, gpus]]));
}

async function writeRow(ctx: ProvidersContext, row: Row): Promise<void> {
  const { provider, endpoint, environments, documents } = row;
  const models = environments.flatMap(({ id, active }) => (active ? (documents[id]?.gpus ?? []) : []));
  const gpus = [...new Set(models)].sort();
  await ctx.sql`
    insert into marketplace.catalogue_providers (provider, endpoint, environments, gpus, documents)
    values (${provider}, ${endpoint}, ${JSON.stringify(environments)}::text::jsonb, ${gpus}::text[],
      ${JSON.stringify(documents)}::text::jsonb)
    on conflict (provider) do update set
      endpoint = excluded.endpoint, environments = excluded.environments, gpus = excluded.gpus, documents = excluded.documents`;
  shelve(ctx, provider, gpus);
}

/** What the documents tell that were read before stays. @returns what is to be described yet */
function putProvider(ctx: ProvidersContext, told: Told): Promise<Undescribed[]> {
  const { provider, endpoint, environments } = told;
  return ctx.lock.run([provider], async () => {
    const known = (await keptRow(ctx.sql, provider))?.documents ?? {};
    const documents: Record<string, Documents[string]> = {};
    for (const { id, resourcesDigest } of environments) {
      const kept = known[id];
      if (kept?.digest === resourcesDigest) documents[id] = kept;
    }
    const row = { provider, endpoint, environments, documents };
    await writeRow(ctx, row);
    return undescribed(row);
  });
}

function removeProvider(ctx: ProvidersContext, provider: string): Promise<void> {
  return ctx.lock.run([provider], async () => {
    await ctx.sql`delete from marketplace.catalogue_providers where provider = ${provider}`;
    shelve(ctx, provider, []);
  });
}

/** Takes over what the document of an environment tells, unless the environment has another one by now. */
export function putDescription(
  ctx: ProvidersContext,
  { provider, id, digest }: Undescribed,
  { name, gpus }: Described,
): Promise<void> {
  return ctx.lock.run([provider], async () => {
    const row = await keptRow(ctx.sql, provider);
    if (row?.environments.some((each) => each.id === id && each.resourcesDigest === digest) !== true) return;
    await writeRow(ctx, { ...row, documents: { ...row.documents, [id]: { name, gpus, digest } } });
  });
}

/**
 * Takes over a provider with its environments as the chain has them, or takes out one that it does not have.
 * @returns the environments whose documents are still to be read
 */
export async function readProvider(ctx: ProvidersContext, provider: string): Promise<Undescribed[]> {
  try {
    return await putProvider(ctx, await ctx.source.client.providers.get([provider]));
  } catch (error) {
    if (!isUnknown(error)) throw error;
    await removeProvider(ctx, provider);
    return [];
  }
}

/** Every provider, also those that the chain has no more. @returns as `readProvider` */
export async function readAllProviders(ctx: ProvidersContext): Promise<Undescribed[]> {
  const known = await ctx.sql<{ provider: string }[]>`select provider from marketplace.catalogue_providers`;
  const gone = new Set(known.map(({ provider }) => provider));
  const left: Undescribed[] = [];
  for await (const told of ctx.source.client.providers.every({ include: ['environments'] })) {
    gone.delete(told.provider);
    left.push(...(await putProvider(ctx, told)));
  }
  for (const provider of gone) await removeProvider(ctx, provider);
  return left;
}

/** The environments whose documents an earlier process did not come to. */
export async function everyUndescribed(sql: Sql): Promise<Undescribed[]> {
  const rows = await sql<Row[]>`
    select provider, endpoint, environments, documents from marketplace.catalogue_providers`;
  return rows.flatMap(undescribed);
}
