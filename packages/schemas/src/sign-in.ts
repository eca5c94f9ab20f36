import { z } from 'zod';
import { Address, Hex } from './ids.ts';

/** Where a service takes sign-ins (EIP-4361). */
export const signInPaths = { nonce: '/sign-in/nonce', signIn: '/sign-in', all: '/sign-in/all' } as const;

/**
 * What the wallet shows above the details of a sign-in. Services take this sentence and no other, so that nobody is shown another
 * meaning for what they sign.
 */
export const signInStatement =
  'Sign in to read what is yours. This moves no money, no rights and no data: each such act asks for a signature of its own.';

/** A nonce is good for this many seconds, once. */
export const signInNonceSeconds = 600;
/** A session ends this many seconds after the sign-in at the latest. */
export const sessionSeconds = 12 * 3600;
/** A sign-in may name an issuing time this many seconds ahead of the service's clock. */
export const signInSkewSeconds = 60;

/** What a wallet needs to know before it signs in, e.g. `{ nonce: '0006…', expires: 1900000600, chainId: 31337, … }`. */
export const SignInNonce = z.object({
  nonce: z.string().regex(/^[a-zA-Z0-9]{8,128}$/, 'a nonce of letters and digits'),
  /** Unix seconds until which the nonce may be used; it was given `signInNonceSeconds` earlier by the service's clock. */
  expires: z.number().int(),
  chainId: z.number().int().positive(),
  /** The service's own origin: what `URI` has to say. */
  uri: z.string(),
  statement: z.string(),
  /** What a sign-in from the asking page would get: its own page a cookie, a listed one a token, any other nothing. */
  session: z.enum(['cookie', 'bearer']).nullable(),
});
export type SignInNonce = z.infer<typeof SignInNonce>;

/** An EIP-4361 message and its signature: 65 bytes of a key, or whatever a contract wallet (ERC-1271) takes. */
export const SignInRequest = z.strictObject({
  message: z.string().min(1).max(4096),
  signature: Hex.refine(
    (value) => value.length > 2 && value.length <= 2 + 2 * 2048,
    'a signature of at most 2048 bytes',
  ),
});
export type SignInRequest = z.infer<typeof SignInRequest>;

/** A session that was made. `token` is there for a page of another, listed origin only; the service's own pages get a cookie. */
export const SignedIn = z.object({
  address: Address,
  /** Unix seconds. */
  expires: z.number().int(),
  token: z.string().optional(),
});
export type SignedIn = z.infer<typeof SignedIn>;

/** Who is signed in; `null` for nobody, whatever the reason. */
export const SessionView = z.object({
  address: Address.nullable(),
  /** Unix seconds; there when somebody is signed in. */
  expires: z.number().int().optional(),
});
export type SessionView = z.infer<typeof SessionView>;
