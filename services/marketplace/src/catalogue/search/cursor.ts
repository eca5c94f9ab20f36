import { CatalogueSort } from '@atoll/schemas/marketplace-api';
import { MalformedRequest } from '@atoll/server-kit/problem';
import { z } from 'zod';
import type { Place } from './order.ts';

/**
 * Where a page ends. `upTo` is the newest asset that was there when the first page was read: what came later is in none of the pages that
 * follow it, so that nothing moves. `searched` is what the words were corrected to then.
 */
export interface Cursor {
  readonly sort: CatalogueSort;
  readonly place: Place;
  readonly upTo: number;
  readonly searched?: string | undefined;
}

const Ordinal = z.int().min(0).max(2_147_483_647);
const Wire = z.tuple([CatalogueSort, z.number(), Ordinal, Ordinal, z.string().max(2000).nullable()]);

export function formatCursor({ sort, place, upTo, searched }: Cursor): string {
  return Buffer.from(JSON.stringify([sort, place.key, place.ordinal, upTo, searched ?? null])).toString(
    'base64url',
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch (cause) {
    throw malformed(cause);
  }
}

const malformed = (cause?: unknown): MalformedRequest =>
  new MalformedRequest({
    issues: [{ path: 'query.cursor', expected: 'expected the `next` of an earlier page of the same search' }],
    cause,
  });

/** @throws MalformedRequest for anything but a `next` of the same sort */
export function parseCursor(text: string, sort: CatalogueSort): Cursor {
  const wire = Wire.safeParse(parsed(text));
  if (!wire.success) throw malformed(wire.error);
  const [of, key, ordinal, upTo, searched] = wire.data;
  if (of !== sort) throw malformed();
  return { sort, place: { key, ordinal }, upTo, ...(searched === null ? {} : { searched }) };
}
