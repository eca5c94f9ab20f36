import { createHmac, randomBytes } from 'node:crypto';

/** A new secret, as it is kept. */
export const makeSecret = (): string => randomBytes(32).toString('hex');

/** A secret as its holder knows it, which is also the key of the signature. */
export const shownSecret = (kept: string): string =>
  `whsec_${Buffer.from(kept, 'hex').toString('base64url')}`;

/** The header that proves a body: its time, and a signature for each secret. */
export function signatureOf(secrets: readonly string[], body: string, now: Date): string {
  const time = Math.floor(now.getTime() / 1000);
  const signatures = secrets.map((secret) => {
    const mac = createHmac('sha256', shownSecret(secret)).update(`${time}.`).update(body).digest('hex');
    return `v1=${mac}`;
  });
  return [`t=${time}`, ...signatures].join(',');
}
