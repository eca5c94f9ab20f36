import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Column } from './columns.ts';
import { MalformedQuery } from './errors.ts';

/** Where a page ended. */
export interface Place {
  /** Number of the last reorg that the mirror had followed. */
  readonly reorg: number;
  /** The sort's columns of the last item, as text. */
  readonly values: readonly string[];
  /** Whether the page was of what is rare, so that the next one need not try whether it is. */
  readonly sparse?: boolean;
}

/**
 * A place as a statement tells it.
 * Guarantee: statements put it together from strings.
 */
export const placeOf = (text: string, reorg = 0): Place => ({
  reorg,
  values: JSON.parse(`[${text}]`) as string[],
});

const Content = z.tuple([
  z.int().nonnegative(),
  z.array(z.string().max(400)).min(1).max(8),
  z.literal(1).optional(),
]);

const expected = 'expected the `next` of an earlier page of the same listing';

/** 48 bits over what was listed and where the page ended: nobody takes one listing's cursor, or one bent by hand, for another's by mistake. */
function checksum(listing: string, content: string): string {
  return createHash('sha256').update(`${listing}\n${content}`).digest('base64url').slice(0, 8);
}

/**
 * The opaque text of a place.
 * @param listing what is listed: chain, resource, sort and filters
 */
export function encodeCursor(listing: string, place: Place): string {
  const content = JSON.stringify([place.reorg, place.values, ...(place.sparse === true ? [1] : [])]);
  return checksum(listing, content) + Buffer.from(content).toString('base64url');
}

function fits(value: string, column: Column): boolean {
  switch (column.kind) {
    case 'bytes':
      return /^0x([0-9a-f]{2})*$/.test(value);
    case 'amount':
      return /^[0-9]{1,78}$/.test(value);
    case 'count':
      return /^[0-9]{1,15}$/.test(value);
    case 'flag':
      return value === 'true' || value === 'false';
    case 'text':
      return value.isWellFormed() && !value.includes('\u0000');
    case 'json':
    case 'byteList':
    case 'amountList':
      return false;
  }
}

function contentOf(listing: string, cursor: string): unknown {
  const content = Buffer.from(cursor.slice(8), 'base64url').toString('utf8');
  if (checksum(listing, content) !== cursor.slice(0, 8)) throw new MalformedQuery('query.cursor', expected);
  try {
    return JSON.parse(content);
  } catch {
    throw new MalformedQuery('query.cursor', expected);
  }
}

/** @throws MalformedQuery for anything but a cursor of this very listing */
export function decodeCursor(listing: string, cursor: string, columns: readonly Column[]): Place {
  const parsed = Content.safeParse(cursor.length > 2000 ? undefined : contentOf(listing, cursor));
  if (!parsed.success) throw new MalformedQuery('query.cursor', expected);
  const [reorg, values, sparse] = parsed.data;
  const whole = values.length === columns.length;
  if (!whole || !columns.every((column, index) => fits(values[index] ?? '', column))) {
    throw new MalformedQuery('query.cursor', expected);
  }
  return { reorg, values, ...(sparse === 1 ? { sparse: true } : {}) };
}
