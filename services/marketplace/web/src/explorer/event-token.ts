import { isAddress, isNumber, recordOf } from './argument.ts';
import { contractOf, type Log } from './event-facts.ts';

/** Where the token of an event's amounts stands: in the event, or with what it is about. */
export type TokenSource =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'job' | 'bounty' | 'channel'; readonly id: `0x${string}` }
  | { readonly kind: 'epoch'; readonly epoch: bigint }
  | { readonly kind: 'series'; readonly assetId: bigint; readonly series: number };

const isId = (value: unknown): value is `0x${string}` =>
  typeof value === 'string' && /^0x[0-9a-f]{64}$/.test(value);

/** Named by the event itself, or by the order or the terms that it carries. */
function named(values: Readonly<Record<string, unknown>>): string | undefined {
  const carried = ['order', 'terms', 'details'].map((name) => recordOf(values[name])?.['token']);
  return [values['token'], values['feeToken'], ...carried].find(isAddress);
}

/**
 * The token of an event's amounts; `undefined` where they are in none, such as coins of the chain that a call carries.
 *
 * @example tokenSourceOf(rated) // { kind: 'job', id: '0x…' }: a rating says what was paid, and its order in which token
 */
export function tokenSourceOf(log: Log): TokenSource | undefined {
  const values = log.arguments ?? {};
  const token = named(values);
  if (token !== undefined) return { kind: 'token', token };
  const { jobId, bountyId, channelId, epoch, assetId, series } = values;
  if (isId(jobId)) return { kind: 'job', id: jobId };
  if (isId(bountyId)) return { kind: 'bounty', id: bountyId };
  if (isId(channelId)) return { kind: 'channel', id: channelId };
  const contract = contractOf(log);
  // The value of a transfer or an allowance is in the token that tells of it.
  if (contract === 'token' || contract === 'shareToken') return { kind: 'token', token: log.address };
  if (contract === 'rewards' && isNumber(epoch)) return { kind: 'epoch', epoch: BigInt(epoch) };
  if (contract === 'accessPass' && isNumber(assetId) && typeof series === 'number') {
    return { kind: 'series', assetId: BigInt(assetId), series };
  }
  return undefined;
}
