import type { Cid } from '@atoll/schemas/ids';
import type { HostedPin, PinView } from '@atoll/schemas/marketplace-api';
import { and, asc, eq, inArray, lte, ne, sql } from 'drizzle-orm';
import type { MarketplaceContext } from '../../context.ts';
import { hostedPins, pins } from '../../tables.ts';

type Records = Pick<MarketplaceContext, 'database' | 'clock'>;
export type HostedRow = typeof hostedPins.$inferSelect;

/**
 * Brings the table in step with what is pinned here: new content is queued, content that nobody keeps is to be removed, content that
 * somebody keeps again is queued anew. It is derived and not told, so that no crash between two writes can make the two differ for long.
 */
export async function followPins({ database, clock }: Records): Promise<void> {
  const now = clock.now();
  await database.db.execute(sql`
    insert into ${hostedPins} (cid, state, failures, since, next_at)
    select distinct ${pins.cid}, 'queued', 0, ${now.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz
    from ${pins} where ${pins.state} = 'pinned'
      and not exists (select 1 from ${hostedPins} h where h.cid = ${pins.cid} and h.state <> 'removing')
    on conflict (cid) do update set state = 'queued', failures = 0, reason = null, since = excluded.since, next_at = excluded.next_at`);
  await database.db
    .update(hostedPins)
    .set({ state: 'removing', failures: 0, reason: null, since: now, nextAt: now })
    .where(
      and(
        ne(hostedPins.state, 'removing'),
        sql`not exists (select 1 from ${pins} where ${pins.cid} = ${hostedPins.cid} and ${pins.state} = 'pinned')`,
      ),
    );
}

/** Rows whose time has come, the longest waiting first. */
export function duePins({ database, clock }: Records, limit: number): Promise<HostedRow[]> {
  return database.db
    .select()
    .from(hostedPins)
    .where(lte(hostedPins.nextAt, clock.now()))
    .orderBy(asc(hostedPins.nextAt), asc(hostedPins.cid))
    .limit(limit);
}

/** Writes what an attempt came to, unless the row has become something else meanwhile. */
export async function recordAttempt(
  { database }: Records,
  before: HostedRow,
  after: Pick<HostedRow, 'state' | 'requestId' | 'reason' | 'failures' | 'since' | 'nextAt'>,
): Promise<void> {
  await database.db
    .update(hostedPins)
    .set(after)
    .where(and(eq(hostedPins.cid, before.cid), eq(hostedPins.state, before.state)));
}

/** Forgets a row whose content the service has let go of, unless somebody wants it again. */
export async function forget({ database }: Records, cid: Cid): Promise<void> {
  await database.db.delete(hostedPins).where(and(eq(hostedPins.cid, cid), eq(hostedPins.state, 'removing')));
}

/** Pins with where each stands at the remote service, where one is configured. */
export async function withHosting(
  ctx: Pick<MarketplaceContext, 'database' | 'hosted'>,
  views: readonly PinView[],
): Promise<PinView[]> {
  if (ctx.hosted === undefined || views.length === 0) return [...views];
  const rows = await ctx.database.db
    .select()
    .from(hostedPins)
    .where(
      inArray(
        hostedPins.cid,
        views.map(({ cid }) => cid),
      ),
    );
  const byCid = new Map(rows.map((row) => [row.cid, row]));
  return views.map((view) => ({ ...view, hosted: hostedView(byCid.get(view.cid), view) }));
}

/** One pin, likewise. */
export async function hostedPin(
  ctx: Pick<MarketplaceContext, 'database' | 'hosted'>,
  view: PinView,
): Promise<PinView> {
  const [shown = view] = await withHosting(ctx, [view]);
  return shown;
}

function hostedView(row: HostedRow | undefined, view: PinView): HostedPin {
  // What is kept again while its removal is under way is queued anew in a moment.
  if (row === undefined || row.state === 'removing') return { state: 'queued', since: view.pinnedAt };
  const { state, since, reason } = row;
  return { state, since: since.toISOString(), ...(reason === null ? {} : { reason }) };
}
