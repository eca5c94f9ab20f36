import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits: what the holder of a session shows. */
export const makeToken = (): string => randomBytes(32).toString('base64url');

/** What is kept of a token: from it nobody gets back to the token, and a token has too many bits to be guessed by its hash. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * The name of the cookie for a service at this origin. With https it has the prefix `__Host-`, which a browser takes from the host itself
 * alone, never from a neighbour in the domain. Cookies do not know ports, so another port than the usual one is part of the name: two
 * services on one machine do not overwrite each other's.
 *
 * @example
 * cookieName('https://market.example'); // '__Host-atoll'
 * cookieName('http://127.0.0.1:4103'); // 'atoll-4103'
 */
export function cookieName(origin: string): string {
  const { protocol, port } = new URL(origin);
  return `${protocol === 'https:' ? '__Host-' : ''}atoll${port === '' ? '' : `-${port}`}`;
}
