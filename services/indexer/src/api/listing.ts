import { AssetId, Amount, parseAssetId, type Address } from '@atoll/schemas/ids';
import { AtollError } from '@atoll/schemas/error';
import { z } from '@hono/zod-openapi';

/** Where a page ended: block and log of its last item. Items keep their place, so what comes in on top moves nothing. */
export interface Place {
  readonly block: number;
  readonly log: number;
}

const cursorForm = /^([0-9]{1,15})\.([0-9]{1,9})$/;

/** The opaque text of a place. */
export function encodeCursor(place: Place): string {
  return Buffer.from(`${place.block}.${place.log}`).toString('base64url');
}

const Cursor = z
  .string()
  .max(60)
  .transform((text, context): Place => {
    const match = cursorForm.exec(Buffer.from(text, 'base64url').toString('latin1'));
    if (match !== null) return { block: Number(match[1]), log: Number(match[2]) };
    context.addIssue({ code: 'custom', message: 'expected the `next` of an earlier page' });
    return z.NEVER;
  })
  .openapi({ type: 'string', description: 'the `next` of the page before' });

const Limit = z
  .string()
  .regex(/^[1-9][0-9]{0,2}$/, 'expected a number from 1 to 100')
  .transform(Number)
  .refine((limit) => limit <= 100, { error: 'expected a number from 1 to 100' })
  .default(20)
  .openapi({ type: 'integer', minimum: 1, maximum: 100, description: 'items of a page, 20 unless given' });

/** What every listing takes. */
export const pageQuery = { cursor: Cursor.optional(), limit: Limit };
export interface PageQuery {
  cursor?: Place | undefined;
  limit: number;
}

/** A page of at most `limit` items out of `limit + 1` rows. */
export function page<R, T>(
  rows: readonly R[],
  limit: number,
  placeOf: (row: R) => Place,
  view: (row: R) => T,
): { items: T[]; next?: string } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(view),
    ...(rows.length > limit && last !== undefined ? { next: encodeCursor(placeOf(last)) } : {}),
  };
}

/** An asset by CAIP-19 id or by its token id in decimal. */
export const AssetReference = z.union([Amount, AssetId], {
  error: 'expected a token id in decimal, or a CAIP-19 id such as eip155:1/erc721:0x…/42',
});

/** A query of words; what it means is up to `websearch_to_tsquery`, which takes any text. */
export const SearchQuery = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((text) => text.isWellFormed() && !text.includes('\u0000'), { error: 'expected text' });

/** The mirror holds no such asset. */
export class AssetUnknown extends AtollError {
  constructor(reference: string) {
    super({
      code: 'asset_unknown',
      message: `no asset ${reference} is mirrored here`,
      hint: 'check chain, registry and token id; one that was just published appears when its block is indexed',
      data: { asset: reference },
    });
  }
}

/** The mirror holds no such thing. */
export class NotMirrored extends AtollError {
  constructor(what: string) {
    super({
      code: 'not_found',
      message: `no ${what} is mirrored here`,
      hint: 'check the id; what just happened on chain appears when its block is indexed',
    });
  }
}

/**
 * The token id that a reference names.
 * @throws AssetUnknown for a CAIP-19 id of another chain or registry, and for a number above uint256
 */
export function tokenIdOf(ctx: { chainId: number; registry: Address }, reference: string): bigint {
  const parsed = reference.includes(':') ? parseAssetId(reference) : undefined;
  const elsewhere =
    parsed !== undefined && (parsed.chainId !== ctx.chainId || parsed.registry !== ctx.registry);
  if (elsewhere) throw new AssetUnknown(reference);
  return parsed?.tokenId ?? BigInt(reference);
}
