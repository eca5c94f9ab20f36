import type { Sql } from '@atoll/server-kit/database';
import type { Catalogue } from '../open-catalogue.ts';
import { correctWords } from './correct-words.ts';
import { readStems } from './index/read-stems.ts';
import { type Asking, matchWords, type WordMatches } from './match-words.ts';
import { parseWords, type Words } from './parse-words.ts';

/** What a search of words finds, and what to search instead where it finds nothing. */
export interface Found {
  /** Undefined where the words ask for nothing: none, stop words alone, or only excluded ones. */
  readonly matches: WordMatches | undefined;
  /** The search as it was probably meant; undefined where something matched, or nothing is alike. */
  readonly corrected: string | undefined;
}

export interface FindContext {
  readonly database: { readonly sql: Sql };
  readonly catalogue: Pick<Catalogue, 'words' | 'stems'>;
}

/** What the words of a search are looked up by; Postgres is asked for those alone that no document has and nobody asked for lately. */
async function stemsOf({ database, catalogue }: FindContext, words: Words): Promise<Asking['stemOf']> {
  const { words: index, stems } = catalogue;
  const all = new Set(words.flatMap((group) => group.flatMap((term) => term.words)));
  const unknown = [...all].filter((word) => index.dictionary.numberOf(word) === undefined);
  const known = new Map<string, string | undefined>();
  const asked: string[] = [];
  for (const word of unknown) {
    const lately = stems.get(word);
    if (lately === undefined) asked.push(word);
    else known.set(word, lately.stem);
  }
  if (asked.length > 0) {
    for (const [word, stem] of await readStems(database.sql, asked)) {
      known.set(word, stem);
      stems.put(word, { stem });
    }
  }
  // A word that documents had before may be gone from none: the dictionary forgets nothing.
  return (word) => known.get(word);
}

/** Finds the words as they are, among the assets that were there when `upTo` was the newest. */
export async function findExactly(ctx: FindContext, text: string, upTo: number): Promise<Found> {
  const words = parseWords(text);
  const stemOf = await stemsOf(ctx, words);
  return {
    matches: matchWords({ index: ctx.catalogue.words, stemOf, upTo }, words),
    corrected: undefined,
  };
}

/** Finds what was typed, or, where nothing has it, what was probably meant. */
export async function findWords(ctx: FindContext, text: string, upTo: number): Promise<Found> {
  const words = parseWords(text);
  const stemOf = await stemsOf(ctx, words);
  const asking: Asking = { index: ctx.catalogue.words, stemOf, upTo };
  const matches = matchWords(asking, words);
  if (matches === undefined || matches.ordinals.length > 0) return { matches, corrected: undefined };
  const count = (meant: Words) => matchWords(asking, meant)?.ordinals.length ?? 0;
  const corrected = correctWords(asking, words, count);
  if (corrected === undefined) return { matches, corrected };
  return { matches: matchWords(asking, parseWords(corrected)), corrected };
}
