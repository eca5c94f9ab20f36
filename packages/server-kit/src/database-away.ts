/** What the driver alone says of a connection that it has not, or no more. */
const ofDriver = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
]);

/**
 * What the system and Postgres say of a connection that could not be made, was lost, or is refused for now
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html, classes 08, 53 and 57).
 */
const codes = new Set([
  ...[
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'EAI_AGAIN',
  ],
  ...['08000', '08003', '08006', '53300', '57P01', '57P02', '57P03'],
]);

/**
 * Whether a statement failed because its database was away, for itself or below what somebody else made of it. Of what the system says, only a
 * failed statement has its text with it: another service's refused connection is none of the database's. What a transaction lost between two
 * statements has none.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string')
    if (ofDriver.has(error.code) || ('query' in error && codes.has(error.code))) return true;
  return isDatabaseAway(error.cause);
}
