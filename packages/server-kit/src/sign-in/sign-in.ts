import { type SignInRequest, sessionSeconds } from '@atoll/schemas/sign-in';
import type { Address } from '@atoll/schemas/ids';
import { unixSeconds } from '../clock.ts';
import type { SignInContext } from './context.ts';
import { SignInRefused } from './errors.ts';
import { nonceKeyOf } from './give-nonce.ts';
import { readSignInMessage } from './message.ts';
import { nonceExpiry } from './nonce.ts';
import type { Page } from './page.ts';
import { hashToken, makeToken } from './token.ts';

/** Living sessions of one account; the oldest ends when another is made. */
const sessionsPerAccount = 20;
const userAgentLength = 200;

/** A session that was just made; `token` is told once and kept nowhere. Times are unix seconds. */
export interface NewSession {
  readonly address: Address;
  readonly expires: bigint;
  readonly token: string;
}

/**
 * Makes a session of a signed message (EIP-4361). The nonce is used up only by a signature that holds, so nobody can burn another's.
 *
 * @throws SignInRefused; what `verify` throws when the chain cannot be asked
 */
export async function signIn(
  ctx: SignInContext,
  input: SignInRequest & { page: Page; userAgent: string },
): Promise<NewSession> {
  const { message: text, signature, page } = input;
  const { clock, chainId, store } = ctx;
  const message = readSignInMessage(text, {
    page: page.origin,
    service: ctx.origin,
    chainId,
    now: clock.now(),
  });
  const { address, nonce } = message;
  const now = unixSeconds(clock);
  const nonceEnds = nonceExpiry(await nonceKeyOf(ctx), nonce);
  if (nonceEnds === undefined || nonceEnds <= now) throw nonceRefused();
  if (!(await ctx.verify(text, address, signature)))
    throw new SignInRefused(
      'the signature is not of this message and address',
      'sign exactly the text that is sent',
    );
  if (!(await store.useNonce({ nonce, expires: nonceEnds, now }))) throw nonceRefused();
  const token = makeToken();
  const expires = endOf(now, message.expires);
  await store.add(
    {
      tokenHash: hashToken(token),
      address,
      chainId,
      origin: page.origin,
      via: page.via,
      userAgent: input.userAgent.slice(0, userAgentLength),
      created: now,
      expires,
    },
    sessionsPerAccount,
  );
  return { address, expires, token };
}

/** The same for a nonce that was never given, was used, or is too old. */
function nonceRefused(): SignInRefused {
  return new SignInRefused(
    'its nonce is not one that can be used now',
    'take a fresh nonce from GET /sign-in/nonce; each works once, for 10 minutes',
  );
}

/** When a session ends: after its full time, or when its message said, whichever is sooner. */
function endOf(now: bigint, stated: Date | undefined): bigint {
  const full = now + BigInt(sessionSeconds);
  if (stated === undefined) return full;
  const end = BigInt(Math.floor(stated.getTime() / 1000));
  return end < full ? end : full;
}
