import type { CatalogueEntry, CatalogueSort, FacetName } from '@atoll/schemas/marketplace-api';

export const kindNames: Readonly<Record<CatalogueEntry['kind'], string>> = {
  dataset: 'Dataset',
  algorithm: 'Algorithm',
  model: 'Model',
};

export const facetTitles: Readonly<Record<FacetName, string>> = {
  kind: 'Kind',
  format: 'Format',
  tag: 'Tags',
  license: 'Licence',
  token: 'Paid in',
  gpu: 'GPU',
  provider: 'Provider',
  state: 'State',
};

const formats: Readonly<Record<string, string>> = {
  'text/csv': 'CSV',
  'application/json': 'JSON',
  'application/vnd.apache.parquet': 'Parquet',
  'application/x-parquet': 'Parquet',
  'application/octet-stream': 'Bytes',
  'text/plain': 'Text',
  json: 'JSON',
  csv: 'CSV',
  onnx: 'ONNX',
  text: 'Text',
};

export const formatName = (format: string): string => formats[format] ?? format;

const licenses: readonly (readonly [RegExp, string])[] = [
  [/creativecommons\.org\/licenses\/([a-z-]+)\/([0-9.]+)/, 'CC $1 $2'],
  [/creativecommons\.org\/publicdomain\/zero\/([0-9.]+)/, 'CC0 $1'],
  [/spdx\.org\/licenses\/([A-Za-z0-9.+-]+?)(?:\.html)?$/, '$1'],
  [/apache\.org\/licenses\/LICENSE-2\.0/, 'Apache-2.0'],
];

/**
 * A licence as people call it, where its address is one of the usual ones.
 * @example licenseName('https://creativecommons.org/licenses/by/4.0/') // 'CC BY 4.0'
 */
export function licenseName(license: string): string {
  for (const [pattern, name] of licenses) {
    const match = pattern.exec(license);
    if (match === null) continue;
    return name.replace('$1', (match[1] ?? '').toUpperCase()).replace('$2', match[2] ?? '');
  }
  return license.replace(/^https:\/\/(www\.)?/, '').replace(/\/$/, '');
}

/** Facets in the order in which they stand beside the listing. */
export const facetOrder: readonly FacetName[] = [
  'kind',
  'tag',
  'format',
  'license',
  'gpu',
  'token',
  'provider',
  'state',
];
/** Values of a facet that are shown before somebody asks for all of them. */
export const shownOfFacet = 6;

/** A value of a facet in words. */
export function facetValueName(
  name: FacetName,
  value: string,
  tokens: readonly { readonly address: string; readonly symbol: string }[],
): string {
  switch (name) {
    case 'kind':
      return { dataset: 'Datasets', algorithm: 'Algorithms', model: 'Models' }[value] ?? value;
    case 'format':
      return formatName(value);
    case 'license':
      return licenseName(value);
    case 'token':
      return tokens.find(({ address }) => address === value)?.symbol ?? value;
    case 'gpu':
      return value === 'any' ? 'Any GPU' : value;
    case 'state':
      return { active: 'Active', paused: 'Paused', retired: 'Retired' }[value] ?? value;
    case 'tag':
    case 'provider':
      return value;
  }
}

export const sortNames: Readonly<Record<CatalogueSort, string>> = {
  relevance: 'Best match',
  newest: 'Newest',
  updated: 'Last changed',
  price: 'Cheapest',
  '-price': 'Dearest',
  runs: 'Most runs',
  rating: 'Best rated',
};

export const catalogueTitle = 'Use data that never leaves its owner';
export const catalogueLead =
  'Data stays inside, algorithms come in, and only results that the owner’s rules allow go out. One transaction pays everyone.';

/** @example countInWords(1000) // '1,000 entries' */
export const countInWords = (total: number): string =>
  `${total.toLocaleString('en')} ${total === 1 ? 'entry' : 'entries'}`;
