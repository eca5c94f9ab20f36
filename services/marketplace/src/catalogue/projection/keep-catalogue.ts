import { setTimeout as pause } from 'node:timers/promises';
import type { ChangeKind, ChangeView } from '@atoll/schemas/change';
import { AtollError } from '@atoll/schemas/error';
import { AssetId } from '@atoll/schemas/ids';
import { changeLine } from '@atoll/sdk/indexer/change-line';
import type { Logger } from '@atoll/server-kit/logger';
import type { MarketplaceContext } from '../../context.ts';
import { createKeyedLock } from '../../pinning/keyed-lock.ts';
import { IndexerMismatch } from '../errors.ts';
import { loadCatalogue, takeOut } from '../open-catalogue.ts';
import { type AssetRow, type ReadAsset, rowOf, stampOf } from './asset-facts.ts';
import { type Describer, openDescriber } from './describe-environments.ts';
import type { Reach } from './fetch-description.ts';
import { type MarketSource, openMarketSource } from './market-source.ts';
import { putAssets, removeAssets } from './put-assets.ts';
import { everyUndescribed, type ProvidersContext, readAllProviders, readProvider } from './read-providers.ts';
import { readAllRatings, readRatingsOf } from './read-ratings.ts';

export type KeeperContext = Pick<
  MarketplaceContext,
  'database' | 'storage' | 'catalogue' | 'indexer' | 'deployment' | 'clock'
>;

export interface KeepOptions {
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Milliseconds between two comparisons with everything that the indexer lists; an hour unless given. */
  readonly compareEveryMs?: number;
  /** Milliseconds before an indexer that failed is asked again: the first and the longest pause. */
  readonly pauses?: { readonly first: number; readonly longest: number };
  /** Which hosts of providers may be reached beside public ones, and how names are resolved: for tests. */
  readonly reach?: Reach;
}

interface Keeper extends KeepOptions {
  readonly ctx: KeeperContext;
  readonly source: MarketSource;
  readonly providers: ProvidersContext;
  readonly describer: Describer;
}

/** What the catalogue is told of. */
const kinds: ChangeKind[] = ['asset', 'document', 'job', 'provider', 'rating', 'reorg'];
/** Assets that are read at once. */
const readAtOnce = 4;
const defaultPauses = { first: 500, longest: 30_000 };
const hour = 3_600_000;

async function put(keeper: Keeper, read: readonly ReadAsset[]): Promise<number> {
  const { database, catalogue } = keeper.ctx;
  const rows: AssetRow[] = read.map(rowOf);
  const changed = await putAssets(database.sql, rows);
  // Another process may have written what this one has not in memory.
  const missing = rows.filter(({ assetId }) => catalogue.shelf.ordinalOf(assetId) === undefined);
  const ids = [...new Set([...changed, ...missing.map(({ assetId }) => assetId)])];
  if (ids.length > 0) await loadCatalogue(database, catalogue, ids);
  return changed.length;
}

/** Reads assets anew; those that the chain has no more are taken out. */
async function rereadAssets(keeper: Keeper, assetIds: readonly string[]): Promise<void> {
  const { database, catalogue } = keeper.ctx;
  for (let at = 0; at < assetIds.length; at += readAtOnce) {
    keeper.signal.throwIfAborted();
    const ids = assetIds.slice(at, at + readAtOnce);
    const read = await Promise.all(ids.map((id) => keeper.source.readAsset(AssetId.parse(id))));
    await put(
      keeper,
      read.filter((each) => each !== undefined),
    );
    const gone = ids.filter((_, index) => read[index] === undefined);
    await removeAssets(database.sql, gone);
    takeOut(
      catalogue,
      gone.flatMap((id) => catalogue.shelf.ordinalOf(id) ?? []),
    );
  }
  catalogue.progress.assets = catalogue.shelf.size;
}

/** Where the indexer stands. @throws IndexerMismatch, IndexerUnavailable */
async function readHead(keeper: Keeper): Promise<{ position: number; block: number }> {
  const { ctx } = keeper;
  const { chains } = await ctx.indexer.readStatus(keeper.signal);
  const expected = ctx.deployment.chainId;
  const status = chains.find(({ chainId }) => chainId === expected);
  if (status === undefined) {
    throw new IndexerMismatch({ expected, found: chains.map(({ chainId }) => chainId) });
  }
  return { position: status.position, block: status.indexed?.number ?? 0 };
}

async function saveProgress(keeper: Keeper, head: { position: number; block: number }): Promise<void> {
  await keeper.ctx.database.sql`
    insert into marketplace.catalogue_progress (registry, position, listed_block, listed_at)
    values (${keeper.source.prefix}, ${head.position}, ${head.block}, ${keeper.ctx.clock.now().toISOString()}::text::timestamptz)
    on conflict (registry) do update set
      position = excluded.position, listed_block = excluded.listed_block, listed_at = excluded.listed_at`;
}

/** Takes everything over that the indexer lists; what is there already and reads the same is not written. */
async function fill(keeper: Keeper): Promise<number> {
  const { ctx, source, logger } = keeper;
  const head = await readHead(keeper);
  logger.info(head, 'the catalogue is filled');
  keeper.describer.ask(await readAllProviders(keeper.providers));
  await readAllRatings(source, ctx.database.sql);
  let taken = 0;
  for await (const page of source.everyPage()) {
    keeper.signal.throwIfAborted();
    await put(keeper, page);
    taken += page.length;
    ctx.catalogue.progress.assets = taken;
    if (taken % 2_000 < page.length) logger.info({ assets: taken }, 'the catalogue is filled');
  }
  await saveProgress(keeper, head);
  logger.info({ assets: taken }, 'the catalogue is full');
  return head.position;
}

/** Compares with everything that the indexer lists and reads again what differs. */
async function reconcile(keeper: Keeper): Promise<number> {
  const { ctx, source, logger } = keeper;
  const head = await readHead(keeper);
  keeper.describer.ask(await readAllProviders(keeper.providers));
  await readAllRatings(source, ctx.database.sql);
  const rows = await ctx.database.sql<{ assetId: string; stamp: string }[]>`
    select asset_id as "assetId", stamp from marketplace.catalogue`;
  const kept = new Map(rows.map(({ assetId, stamp }) => [assetId, stamp]));
  const differing: string[] = [];
  for await (const asset of source.everyAsset()) {
    keeper.signal.throwIfAborted();
    if (kept.get(asset.id) !== stampOf(asset)) differing.push(asset.id);
    kept.delete(asset.id);
  }
  const missing = [...kept.keys()];
  const foreign = missing.filter((id) => !id.startsWith(source.prefix));
  await removeAssets(ctx.database.sql, foreign);
  takeOut(
    ctx.catalogue,
    foreign.flatMap((id) => ctx.catalogue.shelf.ordinalOf(id) ?? []),
  );
  await rereadAssets(keeper, [...differing, ...missing.filter((id) => id.startsWith(source.prefix))]);
  await saveProgress(keeper, head);
  logger.info(
    { assets: ctx.catalogue.shelf.size, differing: differing.length, missing: missing.length },
    'the catalogue is compared',
  );
  return head.position;
}

/** What a batch of changes touches. */
interface Touched {
  readonly tokenIds: Map<string, number>;
  readonly providers: Set<string>;
  readonly jobs: Set<string>;
  readonly digests: Set<string>;
  readonly ancestor: number | undefined;
}

/** Pure: which assets, providers and ratings have to be read again. */
export function touchedBy(changes: readonly ChangeView[]): Touched {
  const tokenIds = new Map<string, number>();
  const providers = new Set<string>();
  const jobs = new Set<string>();
  const digests = new Set<string>();
  let ancestor: number | undefined;
  for (const change of changes) {
    if (change.kind === 'reorg') {
      ancestor = Math.min(ancestor ?? Infinity, change.ancestor.number);
      continue;
    }
    const block = change.kind === 'document' ? 0 : change.block.number;
    const assets =
      'assetId' in change && change.assetId !== undefined
        ? [change.assetId, ...change.assets]
        : change.assets;
    for (const id of assets) tokenIds.set(id, Math.max(tokenIds.get(id) ?? 0, block));
    if (change.kind === 'document') digests.add(change.digest);
    if (change.kind === 'provider') providers.add(change.provider);
    if (change.kind === 'rating') jobs.add(change.jobId);
  }
  return { tokenIds, providers, jobs, digests, ancestor };
}

async function applyReorg(keeper: Keeper, ancestor: number): Promise<readonly string[]> {
  const { sql } = keeper.ctx.database;
  await sql`delete from marketplace.catalogue_ratings where block_number > ${ancestor}`;
  keeper.describer.ask(await readAllProviders(keeper.providers));
  const touched = await sql<{ assetId: string }[]>`
    select asset_id as "assetId" from marketplace.catalogue where touched_block > ${ancestor}`;
  return touched.map(({ assetId }) => assetId);
}

/** Takes a batch of changes over: everything that they name is read again, so that the same batch twice does no harm. */
async function apply(keeper: Keeper, changes: readonly ChangeView[]): Promise<'applied' | 'compare'> {
  const { ctx, source } = keeper;
  const { sql } = ctx.database;
  const { tokenIds, providers, jobs, digests, ancestor } = touchedBy(changes);
  const assetIds = new Set([...tokenIds.keys()].map((id) => `${source.prefix}${id}`));
  if (ancestor !== undefined) {
    const [progress] = await sql<{ block: bigint }[]>`
      select listed_block as block from marketplace.catalogue_progress where registry = ${source.prefix}`;
    // What was listed from blocks that are undone bears no mark of them.
    if (ancestor < Number(progress?.block ?? 0n)) return 'compare';
    for (const id of await applyReorg(keeper, ancestor)) assetIds.add(id);
  }
  for (const provider of providers) keeper.describer.ask(await readProvider(keeper.providers, provider));
  if (jobs.size > 0) await readRatingsOf(source, sql, [...jobs]);
  if (digests.size > 0) {
    const named = await sql<{ assetId: string }[]>`
      select asset_id as "assetId" from marketplace.catalogue
      where entry ->> 'metadataDigest' = any (${[...digests]}::text[])`;
    for (const { assetId } of named) assetIds.add(assetId);
  }
  await rereadAssets(keeper, [...assetIds]);
  await sql`
    update marketplace.catalogue as c set touched_block = g.block
    from jsonb_to_recordset(${JSON.stringify([...tokenIds].map(([id, block]) => ({ id: `${source.prefix}${id}`, block })))}::text::jsonb)
      as g (id text, block bigint)
    where c.asset_id = g.id and c.touched_block < g.block`;
  return 'applied';
}

/**
 * Follows the changes until the line ends or it is time to compare.
 * @param dueMs until then
 * @returns the position to go on after
 */
async function follow(
  keeper: Keeper,
  after: number,
  dueMs: number,
): Promise<{ position: number; compare: boolean }> {
  const { ctx, source } = keeper;
  // A journal that was begun anew has not come as far: what it tells is not what comes after.
  if ((await readHead(keeper)).position < after) return { position: after, compare: true };
  const due = AbortSignal.timeout(Math.max(1, Math.ceil(dueMs)));
  let position = after;
  try {
    const signal = AbortSignal.any([keeper.signal, due]);
    for await (const batch of changeLine(source.indexer, { after, kinds, signal })) {
      const changes = batch.flatMap(({ change }) => change ?? []);
      if (changes.length > 0 && (await apply(keeper, changes)) === 'compare')
        return { position, compare: true };
      position = batch.at(-1)?.position ?? position;
      await ctx.database.sql`
        update marketplace.catalogue_progress set position = ${position} where registry = ${source.prefix}`;
    }
  } catch (error) {
    if (due.aborted && !keeper.signal.aborted) return { position, compare: true };
    if (error instanceof AtollError && error.code === 'changes_forgotten') return { position, compare: true };
    throw error;
  }
  return { position, compare: false };
}

/** Where an earlier process left off, if it filled the catalogue of this market. */
async function resume(keeper: Keeper): Promise<number | undefined> {
  const { database, catalogue } = keeper.ctx;
  const [progress] = await database.sql<{ position: bigint }[]>`
    select position from marketplace.catalogue_progress where registry = ${keeper.source.prefix}`;
  await loadCatalogue(database, catalogue);
  keeper.describer.ask(await everyUndescribed(database.sql));
  if (progress === undefined) {
    const foreign = catalogue.shelf
      .entries()
      .filter(({ assetId }) => !assetId.startsWith(keeper.source.prefix));
    await removeAssets(
      database.sql,
      foreign.map(({ assetId }) => assetId),
    );
    takeOut(
      catalogue,
      foreign.map(({ ordinal }) => ordinal),
    );
    return undefined;
  }
  return Number(progress.position);
}

/**
 * Keeps the catalogue as the indexer tells of it: filled from its listing where it is empty, then by its changes from where it stood, and
 * compared with the whole listing now and then. It asks again for as long as it runs, and resolves once the signal is aborted.
 *
 * `ctx.catalogue.progress.filled` is true once it can be served: at once where an earlier process had filled it.
 */
export async function keepCatalogue(ctx: KeeperContext, options: KeepOptions): Promise<void> {
  const { logger, signal, pauses = defaultPauses } = options;
  const { progress } = ctx.catalogue;
  const source = openMarketSource({
    indexer: ctx.indexer,
    sql: ctx.database.sql,
    prefix: `eip155:${ctx.deployment.chainId}/erc721:${ctx.deployment.contracts.assetRegistry}/`,
  });
  const providers = {
    sql: ctx.database.sql,
    shelf: ctx.catalogue.shelf,
    source,
    lock: createKeyedLock(),
  };
  const describer = openDescriber({
    ...providers,
    ...{ storage: ctx.storage, logger, signal, reach: options.reach },
  });
  const keeper: Keeper = { ...options, ctx, source, providers, describer };
  let position: number | undefined;
  let compare = false;
  let loaded = false;
  let comparedAt = ctx.clock.monotonic();
  let wait = pauses.first;
  while (!signal.aborted) {
    try {
      if (!loaded) {
        position = await resume(keeper);
        loaded = true;
        progress.filled = position !== undefined;
      }
      if (position === undefined || compare) {
        position = await (position === undefined ? fill(keeper) : reconcile(keeper));
        comparedAt = ctx.clock.monotonic();
      }
      compare = false;
      progress.filled = true;
      progress.trouble = undefined;
      const dueMs = comparedAt + (options.compareEveryMs ?? hour) - ctx.clock.monotonic();
      ({ position, compare } = await follow(keeper, position, dueMs));
      wait = pauses.first;
      // The indexer closed the line.
      if (!compare) await rest(wait, signal);
    } catch (error) {
      if (signal.aborted) break;
      progress.trouble = error instanceof Error ? error.message : String(error);
      logger.warn({ err: error, pauseMs: wait }, 'the catalogue cannot follow the indexer');
      await rest(wait, signal);
      wait = Math.min(wait * 2, pauses.longest);
    }
  }
  await describer.settled();
}

async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
