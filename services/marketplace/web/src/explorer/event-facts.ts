import { type Listed } from '@atoll/schemas/indexer/resources';

export type Log = Listed<'logs'>;

/** A thing that an event is about, as the page links it. */
export type Fact =
  | { readonly kind: 'job'; readonly name: string; readonly id: string }
  | { readonly kind: 'asset'; readonly name: string; readonly id: string }
  | { readonly kind: 'account'; readonly name: string; readonly id: string }
  | {
      readonly kind: 'amount';
      readonly name: string;
      readonly amount: string;
      readonly token: string | undefined;
    }
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

const isAddress = (value: unknown): value is string =>
  typeof value === 'string' && /^0x[0-9a-fA-F]{40}$/.test(value);
const isNumber = (value: unknown): value is string => typeof value === 'string' && /^\d+$/.test(value);
const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

/** Guarantee: JSON's objects are records. */
const asRecord = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;

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

/** The token of an event's amounts, where it says one: of itself, or of the order that it carries. */
function tokenOf(values: Readonly<Record<string, unknown>>): string | undefined {
  for (const place of [
    values,
    asRecord(values['order']),
    asRecord(values['terms']),
    asRecord(values['details']),
  ]) {
    if (isAddress(place?.['token'])) return place['token'];
  }
  return undefined;
}

function factOf(name: string, value: unknown, token: string | undefined): Fact | undefined {
  if (name === 'token' || name === 'payments') return undefined;
  const words = wordsOf(name);
  if (name === 'jobId' && typeof value === 'string') return { kind: 'job', name: 'order', id: value };
  if (assetNames.has(name) && isNumber(value)) {
    return value === '0' ? undefined : { kind: 'asset', name: words.replace(/ id$/, ''), id: value };
  }
  if (amountNames.has(name) && isNumber(value)) return { kind: 'amount', name: words, amount: value, token };
  if (isAddress(value))
    return /^0x0{40}$/.test(value) ? undefined : { kind: 'account', name: words, id: value };
  if (/(At|From|By)$/.test(name) && typeof value === 'number')
    return { kind: 'time', name: words, at: value };
  if (typeof value === 'string' && /^0x0*$/.test(value)) return undefined;
  if (value === noLimit) return { kind: 'words', name: words, text: 'without limit' };
  return isPlain(value) ? { kind: 'words', name: words, text: String(value) } : undefined;
}

/**
 * What an event is about, from its decoded arguments: orders, assets, accounts, amounts with their token, and the rest in words. What lies
 * deeper than one level (an order, a receipt) is left to the page of the order.
 */
export function factsOf(log: Log): Fact[] {
  const values = log.arguments ?? {};
  const token = tokenOf(values);
  const facts = Object.entries(values).flatMap(([name, value]) => {
    const shown = name === 'tokenId' && contractOf(log) === 'assetRegistry' ? 'assetId' : name;
    const own = factOf(shown, value, token);
    if (own !== undefined) return [own];
    const inner = name === 'terms' || name === 'details' || name === 'receipt' ? asRecord(value) : undefined;
    return Object.entries(inner ?? {}).flatMap(([key, each]) => factOf(key, each, token) ?? []);
  });
  return facts.filter(
    (fact, index) => facts.findIndex((other) => JSON.stringify(other) === JSON.stringify(fact)) === index,
  );
}
