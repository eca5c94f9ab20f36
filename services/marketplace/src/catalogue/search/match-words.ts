import { type Sql } from '@atoll/server-kit/database';
import { chooseCorrection, nearVariants } from './correct-word.ts';
import { parseWords, replaceWords, showWords, toQueryText, type Words, wantedWords } from './parse-words.ts';

/** Most matches whose places are read; more are counted. */
export const mostMatches = 20_000;

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

/**
 * The assets that have the words, among those that were there when the asset `upTo` was the newest.
 * @returns undefined where the words ask for nothing: none, stop words alone, or only excluded ones
 */
export async function matchWords(sql: Sql, words: Words, upTo: number): Promise<WordMatches | undefined> {
  if (words.length === 0) return undefined;
  const [row] = await sql<
    { asks: boolean; checked: boolean; total: number; ordinals: Buffer | null; ranks: Buffer | null }[]
  >`
    select asks, checked, total, ordinals, ranks from marketplace.catalogue_matches(
      to_tsquery('english', ${toQueryText(words, false)}), to_tsquery('english', ${toQueryText(words, true)}),
      ${upTo}, ${mostMatches})`;
  if (row?.asks !== true) return undefined;
  const { ordinals: places = null, ranks: ranked = null } = row;
  const ordinals: number[] = [];
  const ranks = new Map<number, number>();
  for (let at = 0; places !== null && ranked !== null && at < places.length; at += 4) {
    const ordinal = places.readInt32BE(at);
    const rank = ranked.readFloatBE(at);
    ordinals.push(ordinal);
    if (rank > 0) ranks.set(ordinal, rank);
  }
  return { ordinals, ranks, complete: row.checked && row.total <= mostMatches };
}
