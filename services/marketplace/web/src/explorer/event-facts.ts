import type { Listed } from '@atoll/schemas/indexer/resources';
import { isAddress, isNumber, recordOf } from './argument.ts';

export type Log = Listed<'logs'>;

/** A thing that an event is about, as the page links it. */
export type Fact =
  | { readonly kind: 'job'; readonly name: string; readonly id: string }
  | { readonly kind: 'asset'; readonly name: string; readonly id: string }
  | { readonly kind: 'account'; readonly name: string; readonly id: string }
  | { readonly kind: 'amount'; readonly name: string; readonly amount: string }
  | { readonly kind: 'time'; readonly name: string; readonly at: number }
  | { readonly kind: 'words'; readonly name: string; readonly text: string };

const assetNames = new Set(['assetId', 'datasetId', 'ancestorId']);
const amountNames = new Set([
  'amount',
  'paid',
  'maximum',
  'total',
  'fee',
  'slashed',
  'toBuyer',
  'toTreasury',
  'bond',
  'refunded',
  'deposit',
  'price',
  'pricePerSecond',
  'value',
]);
/** What the contracts write where a number of runs is not limited. */
const noLimit = 2 ** 32 - 1;

const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

/** @example wordsOf('effectiveFrom') // 'effective from' */
export const wordsOf = (name: string): string =>
  name.replaceAll(
    /([a-z0-9])([A-Z])/g,
    (_, before: string, letter: string) => `${before} ${letter.toLowerCase()}`,
  );

/** The event as people would say it, e.g. `Job ordered`. */
export function titleOf(log: Log): string {
  const name = log.event?.split('.')[1];
  if (name === undefined) return 'Something that this page does not know';
  const words = wordsOf(name).toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The part of the market that an event belongs to, e.g. `jobs`. */
export const contractOf = (log: Log): string => log.event?.split('.')[0] ?? 'unknown';

/** What an argument is called here, where its contract follows a standard that calls it otherwise. */
function meaningOf(log: Log, name: string): string {
  const contract = contractOf(log);
  if (contract === 'assetRegistry' && name === 'tokenId') return 'assetId';
  return contract === 'accessPass' && name === 'value' ? 'units' : name;
}

function factOf(name: string, value: unknown): Fact | undefined {
  if (name === 'token' || name === 'feeToken' || name === 'payments') return undefined;
  const words = wordsOf(name);
  if (name === 'jobId' && typeof value === 'string') return { kind: 'job', name: 'order', id: value };
  if (assetNames.has(name) && isNumber(value)) {
    return value === '0' ? undefined : { kind: 'asset', name: words.replace(/ id$/, ''), id: value };
  }
  if (amountNames.has(name) && isNumber(value)) return { kind: 'amount', name: words, amount: value };
  if (isAddress(value))
    return /^0x0{40}$/.test(value) ? undefined : { kind: 'account', name: words, id: value };
  if (/(At|From|By)$/.test(name) && typeof value === 'number')
    return { kind: 'time', name: words, at: value };
  if (typeof value === 'string' && /^0x0*$/.test(value)) return undefined;
  if (value === noLimit) return { kind: 'words', name: words, text: 'without limit' };
  return isPlain(value) ? { kind: 'words', name: words, text: String(value) } : undefined;
}

/**
 * What an event is about, from its decoded arguments: orders, assets, accounts, amounts (`tokenSourceOf` says of what), and the rest in
 * words. What lies deeper than one level (an order, a receipt) is left to the page of the order.
 */
export function factsOf(log: Log): Fact[] {
  const values = log.arguments ?? {};
  const facts = Object.entries(values).flatMap(([name, value]) => {
    const own = factOf(meaningOf(log, name), value);
    if (own !== undefined) return [own];
    const inner = name === 'terms' || name === 'details' || name === 'receipt' ? recordOf(value) : undefined;
    return Object.entries(inner ?? {}).flatMap(([key, each]) => factOf(key, each) ?? []);
  });
  return facts.filter(
    (fact, index) => facts.findIndex((other) => JSON.stringify(other) === JSON.stringify(fact)) === index,
  );
}
