import { randomBytes } from 'node:crypto';
import { type SignInNonce, signInNonceSeconds, signInStatement } from '@atoll/schemas/sign-in';
import { unixSeconds } from '../clock.ts';
import type { SignInContext } from './context.ts';
import { ForeignPage } from './errors.ts';
import { makeNonce } from './nonce.ts';
import { type Provenance, signingPage } from './page.ts';

/** The key that nonces are marked with; a new one is made where the store has none. */
export const nonceKeyOf = ({ store }: Pick<SignInContext, 'store'>): Promise<string> =>
  store.nonceKey(randomBytes(32).toString('hex'));

/** What the page that asks would get; a page that may not sign in is told so before its wallet is asked for anything. */
function sessionFor(ctx: Pick<SignInContext, 'origin' | 'deskOrigins'>, from: Provenance) {
  try {
    return signingPage(ctx, from).via;
  } catch (error) {
    if (error instanceof ForeignPage) return null;
    throw error;
  }
}

/** A nonce for one sign-in within the next 10 minutes, with what else the message has to say. */
export async function giveNonce(
  ctx: Pick<SignInContext, 'store' | 'clock' | 'chainId' | 'origin' | 'deskOrigins'>,
  from: Provenance,
): Promise<SignInNonce> {
  const expires = unixSeconds(ctx.clock) + BigInt(signInNonceSeconds);
  return {
    nonce: makeNonce(await nonceKeyOf(ctx), expires),
    expires: Number(expires),
    chainId: ctx.chainId,
    uri: ctx.origin,
    statement: signInStatement,
    session: sessionFor(ctx, from),
  };
}
