import type { Term, Words } from './parse-words.ts';
import type { Postings } from './index/postings.ts';
import { rarityOf } from './index/rank.ts';
import { filtered, joined, narrowed, type Scored, scoredOf } from './index/scored.ts';
import { unionOf } from './index/union.ts';
import type { WordIndex } from './index/word-index.ts';

/** What a word of a search is looked up by; undefined of a stop word. */
export type StemOf = (word: string) => string | undefined;

/** The assets that have the words: newest first, each with its score beside it. */
export interface WordMatches {
  readonly ordinals: Uint32Array;
  readonly scores: Float32Array;
}

export interface Asking {
  readonly index: WordIndex;
  readonly stemOf: StemOf;
  /** The newest asset that counts. */
  readonly upTo: number;
}

const stopWord = 0;

/** The stem of a word by its number: 0 of a stop word, undefined where no asset has a form of it. */
function stemOfWord({ index: { dictionary }, stemOf }: Asking, word: string): number | undefined {
  const number = dictionary.numberOf(word);
  if (number !== undefined) return dictionary.stemAt(number);
  const stem = stemOf(word);
  return stem === undefined ? stopWord : dictionary.stemNumberOf(stem);
}

/** The assets up to `upTo` with a word, or, where it is unfinished, with one that begins like it. Undefined of a stop word, which asks for nothing. */
export function postingsOf(asking: Asking, word: string, prefix: boolean): Postings | undefined {
  const { index, upTo } = asking;
  const { dictionary } = index;
  const whole = stemOfWord(asking, word);
  if (whole === stopWord) return undefined;
  const stems = new Set(whole === undefined ? [] : [whole]);
  if (prefix) for (const number of dictionary.beginningWith(word)) stems.add(dictionary.stemAt(number));
  stems.delete(stopWord);
  return unionOf(
    [...stems].map((stem) => dictionary.postingsOf(stem)),
    upTo,
    index.room(),
  );
}

/** Whether the words of a phrase stand in an asset in their order, next to one another in one field. */
function phraseIn(asking: Asking, words: readonly string[]): (ordinal: number) => boolean {
  const { index } = asking;
  const { dictionary } = index;
  const wanted = words.map((word) => ({
    // Of a stop word itself, of others any form of it.
    word: dictionary.numberOf(word),
    stem: stemOfWord(asking, word) ?? stopWord,
  }));
  const fits = (number: number, { word, stem }: { word: number | undefined; stem: number }): boolean =>
    number === word || (stem !== stopWord && number !== 0 && dictionary.stemAt(number) === stem);
  return (ordinal) => {
    const numbers = index.wordsOf(ordinal);
    const last = numbers.length - wanted.length;
    for (let from = 0; from <= last; from++) {
      if (wanted.every((each, at) => fits(numbers[from + at] ?? 0, each))) return true;
    }
    return false;
  };
}

/** Those that have all of some words. Undefined where all of them are stop words. */
function havingAll(asking: Asking, asked: readonly { word: string; prefix: boolean }[]): Scored | undefined {
  const lists = asked
    .map(({ word, prefix }) => postingsOf(asking, word, prefix))
    .filter((list) => list !== undefined)
    .sort((a, b) => a.length - b.length);
  const [rarest, ...others] = lists;
  if (rarest === undefined) return undefined;
  const all = asking.upTo;
  let found = scoredOf(rarest, rarityOf(rarest.length, all));
  for (const list of others) {
    if (found.ordinals.length === 0) break;
    found = narrowed(found, list, rarityOf(list.length, all));
  }
  return found;
}

/** Assets that a term excludes. Undefined of stop words alone. */
function excludedBy(asking: Asking, term: Term): Scored | undefined {
  const all = havingAll(
    asking,
    term.words.map((word) => ({ word, prefix: false })),
  );
  return all === undefined || !term.phrase ? all : filtered(all, phraseIn(asking, term.words));
}

function matchGroup(asking: Asking, group: readonly Term[]): Scored | undefined {
  const wanted = group.filter(({ excluded }) => !excluded);
  let found = havingAll(
    asking,
    wanted.flatMap(({ words, prefix }) => words.map((word) => ({ word, prefix }))),
  );
  if (found === undefined) return undefined;
  for (const { words, phrase } of wanted) if (phrase) found = filtered(found, phraseIn(asking, words));
  for (const term of group.filter(({ excluded }) => excluded)) {
    const gone = new Set(excludedBy(asking, term)?.ordinals);
    if (gone.size > 0) found = filtered(found, (ordinal) => !gone.has(ordinal));
  }
  return found;
}

/**
 * The assets that have the words, among those that were there when the asset `upTo` was the newest. Of alternatives the best one counts.
 * All of them, exactly: a word that nearly all of 100,000 assets have takes about a millisecond.
 * @returns undefined where the words ask for nothing: none, stop words alone, or only excluded ones
 */
export function matchWords(asking: Asking, words: Words): WordMatches | undefined {
  let all: Scored | undefined;
  for (const group of words) {
    const found = matchGroup(asking, group);
    if (found !== undefined) all = all === undefined ? found : joined(all, found);
  }
  // Copies: what was narrowed holds the room of what it was narrowed from.
  return all === undefined
    ? undefined
    : { ordinals: all.ordinals.toReversed(), scores: all.scores.toReversed() };
}

/** The scores of some matches, which are in the order of all of them. */
export function scoresOf({ ordinals, scores }: WordMatches, some: Uint32Array): Float32Array {
  const found = new Float32Array(some.length);
  let at = 0;
  for (let index = 0; index < some.length; index++) {
    const ordinal = some[index];
    while (at < ordinals.length && ordinals[at] !== ordinal) at += 1;
    found[index] = scores[at] ?? 0;
  }
  return found;
}
