import { createHash } from 'node:crypto';
import { AtollError } from '@atoll/schemas/error';
import {
  parseSignedRequestHeader,
  type SignedRequestHeader,
  signedRequestHeader,
  signedRequestMaxSeconds,
  signedRequestTypedData,
  type SignedRequestTypedData,
  uncoveredBody,
} from '@atoll/schemas/signed-request';
import type { Context, MiddlewareHandler } from 'hono';
import type { AppEnv } from './app.ts';
import { type Clock, systemClock, unixSeconds } from './clock.ts';
import type { NonceStore } from './nonce-store.ts';

/** The request carries no signature, or one that does not hold. */
export class SignatureRefused extends AtollError {
  constructor(reason: string, hint: string) {
    super({ code: 'invalid_signature', message: reason, hint });
  }
}

/** The signature was made for a time that has passed. */
export class SignatureExpired extends AtollError {
  constructor(input: { expires: bigint; now: bigint }) {
    super({
      code: 'signature_expired',
      message: `the signature expired at ${input.expires}, it is ${input.now}`,
      hint: 'sign again; check the clock of the machine that signs',
      data: { expires: input.expires.toString(), now: input.now.toString() },
    });
  }
}

export interface SignedRequestParameters {
  chainId: number;
  /** The service's public origin, as clients address it. */
  origin: string;
  /** Whether the signature is the address's; contract wallets are asked on chain. */
  verify: (
    data: SignedRequestTypedData,
    address: `0x${string}`,
    signature: `0x${string}`,
  ) => Promise<boolean>;
  nonces: NonceStore;
  clock?: Clock;
}

function readHeader(text: string | undefined): SignedRequestHeader {
  if (text === undefined) {
    throw new SignatureRefused(
      `the header ${signedRequestHeader} is missing`,
      'sign the request with the wallet it is sent for',
    );
  }
  const header = parseSignedRequestHeader(text);
  if (header.success) return header.data;
  const reasons = header.error.issues.map((issue) => `${issue.path.join('.') || 'header'}: ${issue.message}`);
  throw new SignatureRefused(
    `the header ${signedRequestHeader} cannot be read: ${reasons.join('; ')}`,
    'write it as address=0x…, expires=<unix seconds>, nonce=0x…, signature=0x…',
  );
}

function checkTime(expires: bigint, now: bigint): void {
  if (expires <= now) throw new SignatureExpired({ expires, now });
  if (expires > now + BigInt(signedRequestMaxSeconds)) {
    throw new SignatureRefused(
      `the signature is valid for longer than ${signedRequestMaxSeconds} seconds`,
      `sign with an expiry at most ${signedRequestMaxSeconds} seconds ahead`,
    );
  }
}

async function digestOf(c: Context): Promise<`0x${string}`> {
  // Read through Hono, which keeps the bytes: the handler's own `c.req.json()` finds them again.
  const body = new Uint8Array(await c.req.arrayBuffer());
  return `0x${createHash('sha256').update(body).digest('hex')}`;
}

/**
 * Authenticates a request that a wallet signed (EIP-712 over method, origin, path with query, body digest, expiry,
 * nonce) and sets `signer` in the context, lower case. Who the signer is allowed to be is the route's question.
 *
 * A nonce is used up only by a signature that holds, so nobody can burn another's; each one works once.
 *
 * @param options.uncoveredBody for streamed, content-addressed uploads: the signature covers the zero digest and the
 * body is left unread. Such a route must verify every byte against a digest of its own.
 * @throws SignatureRefused, SignatureExpired
 * @example
 * const signed = signedRequest({ chainId, origin: env.PUBLIC_URL, verify, nonces: memoryNonceStore() });
 * app.use('/v1/jobs/*', signed());
 */
export function signedRequest(parameters: SignedRequestParameters) {
  const { chainId, verify, nonces, clock = systemClock } = parameters;
  const origin = new URL(parameters.origin).origin;
  return (options: { uncoveredBody?: boolean } = {}): MiddlewareHandler<AppEnv> =>
    async (c, next) => {
      const { address, expires, nonce, signature } = readHeader(c.req.header(signedRequestHeader));
      const now = unixSeconds(clock);
      checkTime(expires, now);
      const url = new URL(c.req.url);
      const data = signedRequestTypedData({
        chainId,
        message: {
          method: c.req.method,
          origin,
          path: url.pathname + url.search,
          bodyDigest: options.uncoveredBody === true ? uncoveredBody : await digestOf(c),
          expires,
          nonce,
        },
      });
      if (!(await verify(data, address, signature))) {
        throw new SignatureRefused(
          'the signature does not match this request and address',
          `sign method, path with query and body exactly as sent, for chain ${chainId} and origin ${origin}`,
        );
      }
      if (!(await nonces.use({ address, nonce, expires, now }))) {
        throw new SignatureRefused(
          'the nonce was used before',
          'sign every request with 16 fresh random bytes',
        );
      }
      c.set('signer', address);
      await next();
    };
}
