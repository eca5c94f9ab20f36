import type { Address } from '@atoll/schemas/ids';
import { unixSeconds } from '../clock.ts';
import type { SignInContext } from './context.ts';
import { cookieReads, cookieWrites, type Provenance } from './page.ts';
import { hashToken } from './token.ts';

/** A living session; times are unix seconds. */
export interface Session {
  readonly address: Address;
  readonly expires: bigint;
  readonly tokenHash: string;
  readonly via: 'cookie' | 'bearer';
}

/** What a request shows of a session, and where it comes from. */
export interface ShownSession extends Provenance {
  /** The token of `Authorization: Bearer …`. */
  readonly bearer: string | undefined;
  readonly cookie: string | undefined;
  /** Whether the request changes something. */
  readonly writes: boolean;
}

/**
 * The session of a request; undefined without one, whatever the reason: unknown, expired, revoked, of another chain or page. A token is
 * looked up by one query in each case. A bearer token counts from the page that signed in alone, and while that page is still listed; a
 * cookie counts from the service's own page.
 */
export async function findSession(ctx: SignInContext, shown: ShownSession): Promise<Session | undefined> {
  const via = shown.bearer === undefined ? 'cookie' : 'bearer';
  const token = shown.bearer ?? shown.cookie;
  if (token === undefined) return undefined;
  const tokenHash = hashToken(token);
  const origin = via === 'cookie' ? ctx.origin : (shown.origin ?? '');
  const { chainId, store, clock } = ctx;
  const found = await store.find({ tokenHash, chainId, origin, via, now: unixSeconds(clock) });
  const counts =
    via === 'bearer'
      ? ctx.deskOrigins.includes(origin)
      : (shown.writes ? cookieWrites : cookieReads)(ctx, shown);
  return found === undefined || !counts ? undefined : { ...found, tokenHash, via };
}
