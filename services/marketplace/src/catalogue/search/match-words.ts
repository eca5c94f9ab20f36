import { type Sql } from '@atoll/server-kit/database';
import { chooseCorrection, nearVariants } from './correct-word.ts';
import { parseWords, replaceWords, showWords, toQueryText, type Words, wantedWords } from './parse-words.ts';

/** Most matches whose places are read; more are counted. */
export const mostMatches = 10_000;

export interface WordMatches {
  /** Newest first, at most `mostMatches`. */
  readonly ordinals: readonly number[];
  readonly ranks: ReadonlyMap<number, number>;
  /** Whether every match is among them. */
  readonly complete: boolean;
}

/** Words that are longer than any of the vocabulary are not corrected. */
const longestCorrected = 40;
/** Most words of a search that are corrected. */
const mostCorrected = 6;

/**
 * The search with each word that no document has replaced by one that is spelt alike; undefined where there is nothing to correct or
 * nothing alike.
 */
export async function correctWords(sql: Sql, text: string): Promise<string | undefined> {
  const words = parseWords(text);
  const asked = wantedWords(words).filter(({ word }) => word.length <= longestCorrected);
  if (asked.length === 0) return undefined;
  const unknown = await sql<{ word: string }[]>`
    select asked.word from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb) as asked (word text, prefix boolean)
    where coalesce(ts_lexize('english_stem', asked.word) <> '{}', true)
      and not exists (
        select from marketplace.catalogue_vocabulary as v
        where v.stem = coalesce((ts_lexize('english_stem', asked.word))[1], asked.word))
      and not (asked.prefix and exists (
        select from marketplace.catalogue_vocabulary as v
        where v.word ~>=~ asked.word and v.word ~<~ (asked.word || chr(1114111))))`;
  const replacements = new Map<string, string>();
  for (const { word } of unknown.slice(0, mostCorrected)) {
    const alike = await sql<{ word: string; uses: number }[]>`
      select word, uses from marketplace.catalogue_alike(${word}, ${nearVariants(word)}::text[])`;
    const meant = chooseCorrection(word, alike);
    if (meant !== undefined) replacements.set(word, meant);
  }
  return replacements.size === 0 ? undefined : showWords(replaceWords(words, replacements));
}

/** An array of numbers as Postgres writes it; apart from the driver, which reads every element by itself. */
const numbersIn = (text: string): number[] =>
  text.length <= 2 ? [] : text.slice(1, -1).split(',').map(Number);

/**
 * The assets that have the words, among those that were there when the asset `upTo` was the newest.
 * @returns undefined where the words ask for nothing: none, stop words alone, or only excluded ones
 */
export async function matchWords(sql: Sql, words: Words, upTo: number): Promise<WordMatches | undefined> {
  if (words.length === 0) return undefined;
  const [row] = await sql<
    { asks: boolean; checked: boolean; total: number; ordinals: string; ranked: string; ranks: string }[]
  >`
    select asks, checked, total, ordinals::text as ordinals, ranked::text as ranked, ranks::text as ranks
    from marketplace.catalogue_matches(
      to_tsquery('english', ${toQueryText(words, false)}), to_tsquery('english', ${toQueryText(words, true)}),
      ${upTo}, ${mostMatches})`;
  if (row?.asks !== true) return undefined;
  const ordinals = numbersIn(row.ordinals);
  const places = numbersIn(row.ranked);
  const ranks = new Map(numbersIn(row.ranks).map((rank, at) => [places[at] ?? 0, rank]));
  return { ordinals, ranks, complete: row.checked && row.total <= mostMatches };
}
