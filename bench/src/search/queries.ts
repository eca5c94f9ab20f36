import type { Random } from '../economics/random.ts';
import { drawZipf, misspell } from './words.ts';

/** What people ask a catalogue for, and how often of a hundred. */
export const mix = { common: 25, rare: 20, two: 15, misspelt: 15, browse: 15, deep: 10 } as const;
export type QueryKind = keyof typeof mix;

const encode = encodeURIComponent;
const facets = [
  'kind=dataset',
  'kind=algorithm&kind=model',
  'license=MIT',
  'gpu=any',
  'format=text%2Fcsv',
  'state=active&state=retired',
];
const sorts = ['sort=price&priceMax=2000000', 'sort=runs', 'sort=rating', 'sort=newest', 'sort=-price'];

/** Draws a search of each kind. @param deep cursors of pages far back, with the search that they belong to */
export function createQueries(random: Random, vocabulary: readonly string[], deep: readonly string[]) {
  const wordAt = (at: number) => vocabulary[at] ?? '';
  const common = () => wordAt(drawZipf(random, 200));
  const rare = () => wordAt(2_000 + Math.floor(random() * (vocabulary.length - 2_000)));
  const oneOf = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? '';
  const facet = () => oneOf(facets);
  const long = (): string => {
    const word = wordAt(Math.floor(random() * 5_000));
    return word.length < 6 ? long() : word;
  };
  const make: Record<QueryKind, () => string> = {
    common: () => `/catalogue?q=${common()}${random() < 0.4 ? `&${facet()}` : ''}`,
    rare: () => `/catalogue?q=${rare()}`,
    two: () => `/catalogue?q=${encode(`${common()} ${rare().slice(0, 4)}`)}`,
    misspelt: () => {
      const first = misspell(random, long());
      return `/catalogue?q=${random() < 0.6 ? first : encode(`${first} ${misspell(random, long())}`)}`;
    },
    browse: () => `/catalogue?${facet()}${random() < 0.5 ? `&${oneOf(sorts)}` : ''}`,
    deep: () => deep[Math.floor(random() * deep.length)] ?? '/catalogue',
  };
  /** The next search, of a kind that is drawn by the mix. */
  const next = (): { kind: QueryKind; path: string } => {
    let left = random() * 100;
    for (const [kind, share] of Object.entries(mix)) {
      left -= share;
      // Object.entries loses the key's type; the table above is the only source of it.
      if (left < 0) return { kind: kind as QueryKind, path: make[kind as QueryKind]() };
    }
    return { kind: 'browse', path: make.browse() };
  };
  return { next, make };
}
