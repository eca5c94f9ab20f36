import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 5 bytes of expiry, 16 random ones, 16 of the mark. */
const pattern = /^([0-9a-f]{10})[0-9a-f]{32}([0-9a-f]{32})$/;
const bodyLength = 42;

const markOf = (key: string, body: string) =>
  createHmac('sha256', key).update(`atoll sign-in nonce ${body}`).digest('hex').slice(0, 32);

/**
 * A nonce that carries its expiry and the service's mark, so that giving one out writes nothing: a stranger who asks for millions
 * fills no table. Only a used one is remembered.
 *
 * @param expires unix seconds
 * @param random 16 bytes
 */
export function makeNonce(key: string, expires: bigint, random: Uint8Array = randomBytes(16)): string {
  const body = `${expires.toString(16).padStart(10, '0')}${Buffer.from(random).toString('hex')}`;
  return `${body}${markOf(key, body)}`;
}

/** When a nonce of this service expires, in unix seconds; undefined for one that it never gave. */
export function nonceExpiry(key: string, nonce: string): bigint | undefined {
  const [, expires, mark] = pattern.exec(nonce) ?? [];
  if (expires === undefined || mark === undefined) return undefined;
  const own = markOf(key, nonce.slice(0, bodyLength));
  return timingSafeEqual(Buffer.from(own), Buffer.from(mark)) ? BigInt(`0x${expires}`) : undefined;
}
