import { AtollError } from '@atoll/schemas/error';
import { Address, Cid } from '@atoll/schemas/ids';
import type { PinQuery, PinView } from '@atoll/schemas/marketplace-api';
import { and, desc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { MarketplaceContext } from '../context.ts';
import { pins } from '../tables.ts';
import { pinView } from './pin-records.ts';

const Cursor = z.tuple([z.iso.datetime(), Cid, Address]);

/** The cursor is none that this service gave out. */
class CursorUnknown extends AtollError {
  constructor(cause: unknown) {
    super({
      code: 'malformed_request',
      message: 'query.cursor: none that a listing of pins answered with',
      hint: 'take `next` of the page before, or start without a cursor',
      cause,
    });
  }
}

function readCursor(text: string) {
  const parsed = Cursor.safeParse(text.split('~'));
  if (!parsed.success) throw new CursorUnknown(parsed.error);
  return parsed.data;
}

/**
 * Pins, newest first, of one account or of all.
 * @throws AtollError `malformed_request` for a cursor that is none
 */
export async function listPins(
  ctx: Pick<MarketplaceContext, 'database'>,
  query: PinQuery,
): Promise<{ items: PinView[]; next?: string }> {
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
  const rows = await ctx.database.db
    .select()
    .from(pins)
    .where(
      and(
        eq(pins.state, 'pinned'),
        query.account === undefined ? undefined : eq(pins.account, query.account),
        after === undefined
          ? undefined
          : sql`(${pins.pinnedAt}, ${pins.cid}, ${pins.account}) < (${after[0]}::timestamptz, ${after[1]}, ${after[2]})`,
      ),
    )
    .orderBy(desc(pins.pinnedAt), desc(pins.cid), desc(pins.account))
    .limit(query.limit + 1);
  const items = rows.slice(0, query.limit).map(pinView);
  const last = items.at(-1);
  if (rows.length <= query.limit || last === undefined) return { items };
  return { items, next: [last.pinnedAt, last.cid, last.pinnedBy].join('~') };
}
