import type { CatalogueEntry } from '@atoll/schemas/marketplace-api';
import type { AcceptedToken } from '../format-amount.ts';

/** Search engines cut longer descriptions. */
const longestDescription = 5_000;

/** A price as a decimal number without grouping, e.g. `1.5`. */
function decimalOf(amount: string, decimals: number): string {
  const digits = amount.padStart(decimals + 1, '0');
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  const whole = digits.slice(0, digits.length - decimals);
  return decimals === 0 || fraction === '' ? whole : `${whole}.${fraction}`;
}

/** The licence as an address where it is one: anything else, `javascript:` among it, is text. */
export function licenceAddress(licence: string): string | undefined {
  if (!/^https?:\/\//i.test(licence)) return undefined;
  return URL.canParse(licence) ? new URL(licence).href : undefined;
}

/**
 * What an entry is in the words of schema.org: a `Dataset`, or a `SoftwareApplication` for algorithms and models. Texts are the document's.
 * @param input.url of the page that shows it
 * @see https://schema.org/Dataset https://developers.google.com/search/docs/appearance/structured-data/dataset
 */
export function describeForSearchEngines(
  entry: CatalogueEntry,
  input: { url: string; tokens?: readonly AcceptedToken[] },
): Record<string, unknown> {
  const { document } = entry;
  const token = input.tokens?.find(({ address }) => address === entry.terms.token);
  const dataset = entry.kind === 'dataset';
  const description = document?.description ?? entry.summary;
  const offer = {
    '@type': 'Offer',
    url: input.url,
    ...(token === undefined
      ? {}
      : { price: decimalOf(entry.terms.price, token.decimals), priceCurrency: token.symbol }),
  };
  const creator = document !== undefined && 'creator' in document ? document.creator : undefined;
  const author = document !== undefined && 'author' in document ? document.author : undefined;
  return {
    '@context': 'https://schema.org/',
    '@type': dataset ? 'Dataset' : 'SoftwareApplication',
    '@id': input.url,
    url: input.url,
    identifier: entry.id,
    name: entry.name ?? entry.id,
    description: description.slice(0, longestDescription),
    ...(entry.license === undefined ? {} : { license: licenceAddress(entry.license) ?? entry.license }),
    ...(entry.tags.length === 0 ? {} : { keywords: entry.tags }),
    datePublished: new Date(entry.publishedAt * 1000).toISOString(),
    dateModified: new Date(entry.updatedAt * 1000).toISOString(),
    version: String(entry.version),
    isAccessibleForFree: entry.terms.price === '0',
    offers: offer,
    ...(dataset && entry.columns.length > 0
      ? { variableMeasured: entry.columns.map((name) => ({ '@type': 'PropertyValue', name })) }
      : {}),
    ...(dataset ? {} : { applicationCategory: entry.kind }),
    ...(creator === undefined ? {} : { creator: { '@type': 'Organization', name: creator } }),
    ...(author === undefined ? {} : { author: { '@type': 'Person', name: author } }),
    ...(entry.rating === undefined
      ? {}
      : {
          aggregateRating: {
            '@type': 'AggregateRating',
            ratingValue: entry.rating.score / 1000,
            ratingCount: entry.rating.ratings,
            bestRating: 5,
            worstRating: 1,
          },
        }),
  };
}

/**
 * The content of a page's `<script type="application/ld+json">` for an entry. Whatever its document says, the text cannot end that element
 * nor begin a comment in it: `<`, `>` and `&` are written as escapes of JSON, as are the line separators of JavaScript.
 *
 * @example `<script type="application/ld+json">${schemaOrgOf(entry, { url })}</script>`
 */
export function schemaOrgOf(
  entry: CatalogueEntry,
  input: { url: string; tokens?: readonly AcceptedToken[] },
): string {
  return JSON.stringify(describeForSearchEngines(entry, input)).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
