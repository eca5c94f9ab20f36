import { type Sql } from '@atoll/server-kit/database';
import { z } from 'zod';
import { chooseCorrection } from './correct-word.ts';
import { parseWords, replaceWords, showWords, toQueryText, type Words, wantedWords } from './parse-words.ts';

/** Most matches whose places are read; more are counted. */
export const mostMatches = 10_000;

export interface WordMatches {
  /** Newest first, at most `mostMatches`. */
  readonly ordinals: Uint32Array;
  readonly ranks: ReadonlyMap<number, number>;
  /** Whether every match is among them. */
  readonly complete: boolean;
}

/** What a search of words finds, and what to search instead where it finds nothing. */
export interface Found {
  /** Undefined where the words ask for nothing: none, stop words alone, or only excluded ones. */
  readonly matches: WordMatches | undefined;
  /** The search with each word that no document has replaced by one that is spelt alike; undefined where something matched, or nothing is alike. */
  readonly corrected: string | undefined;
}

/** Words that are longer than any of the vocabulary are not corrected. */
const longestCorrected = 40;

const Unknown = z.array(
  z.object({ word: z.string(), alike: z.array(z.object({ word: z.string(), uses: z.int() })) }),
);

/** An array of numbers as Postgres writes it; apart from the driver, which reads every element by itself. */
const numbersIn = (text: string): number[] =>
  text.length <= 2 ? [] : text.slice(1, -1).split(',').map(Number);

interface FoundRow {
  asks: boolean;
  checked: boolean;
  total: number;
  ordinals: string;
  ranked: string;
  ranks: string;
  unknown: unknown;
}

function correctionOf(words: Words, unknown: unknown): string | undefined {
  const replacements = new Map<string, string>();
  for (const { word, alike } of Unknown.parse(unknown ?? [])) {
    const meant = chooseCorrection(word, alike);
    if (meant !== undefined) replacements.set(word, meant);
  }
  return replacements.size === 0 ? undefined : showWords(replaceWords(words, replacements));
}

/** The assets that have the words, among those that were there when the asset `upTo` was the newest. One round trip. */
export async function matchWords(sql: Sql, words: Words, upTo: number): Promise<Found> {
  const nothing = { matches: undefined, corrected: undefined };
  if (words.length === 0) return nothing;
  const wanted = wantedWords(words).filter(({ word }) => word.length <= longestCorrected);
  const [row] = await sql<FoundRow[]>`
    select asks, checked, total, ordinals::text as ordinals, ranked::text as ranked, ranks::text as ranks, unknown
    from marketplace.catalogue_search_once(
      to_tsquery('english', ${toQueryText(words, false)}), to_tsquery('english', ${toQueryText(words, true)}),
      ${upTo}, ${mostMatches},
      ${wanted.map(({ word }) => word)}::text[], ${wanted.filter(({ prefix }) => prefix).map(({ word }) => word)}::text[])`;
  if (row?.asks !== true) return nothing;
  const places = numbersIn(row.ranked);
  return {
    matches: {
      ordinals: Uint32Array.from(numbersIn(row.ordinals)),
      ranks: new Map(numbersIn(row.ranks).map((rank, at) => [places[at] ?? 0, rank])),
      complete: row.checked && row.total <= mostMatches,
    },
    corrected: correctionOf(words, row.unknown),
  };
}

/** As `matchWords`, for what was typed: where nothing matches, by the words that were probably meant. At most two round trips. */
export async function findWords(sql: Sql, text: string, upTo: number): Promise<Found> {
  const typed = await matchWords(sql, parseWords(text), upTo);
  if (typed.corrected === undefined) return typed;
  const { matches } = await matchWords(sql, parseWords(typed.corrected), upTo);
  return { matches, corrected: typed.corrected };
}
