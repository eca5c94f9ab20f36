import { randomBytes } from 'node:crypto';
import { type SignInNonce, signInNonceSeconds, signInStatement } from '@atoll/schemas/sign-in';
import { unixSeconds } from '../clock.ts';
import { type SignInContext } from './context.ts';
import { makeNonce } from './nonce.ts';

/** The key that nonces are marked with; a new one is made where the store has none. */
export const nonceKeyOf = ({ store }: Pick<SignInContext, 'store'>): Promise<string> =>
  store.nonceKey(randomBytes(32).toString('hex'));

/** A nonce for one sign-in within the next 10 minutes, with what else the message has to say. */
export async function giveNonce(
  ctx: Pick<SignInContext, 'store' | 'clock' | 'chainId' | 'origin'>,
): Promise<SignInNonce> {
  const expires = unixSeconds(ctx.clock) + BigInt(signInNonceSeconds);
  return {
    nonce: makeNonce(await nonceKeyOf(ctx), expires),
    expires: Number(expires),
    chainId: ctx.chainId,
    uri: ctx.origin,
    statement: signInStatement,
  };
}
