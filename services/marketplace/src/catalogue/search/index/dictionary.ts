import { createPostings, type Postings } from './postings.ts';
import { createSpelling } from './spelling.ts';

/** Words that are known, by number from 1. */
export interface Dictionary {
  /** The number of a word that was learnt, or undefined where no document ever had it. */
  numberOf(word: string): number | undefined;
  /** Gives a word a number where it has none; one that is new has to be learnt before it is found. */
  numbered(word: string): number;
  /** Words that have a number and were not learnt. */
  unlearnt(): string[];
  wordAt(number: number): string;
  /** What words of the same stem share, and 0 of a stop word, by the number of a word. */
  stemAt(number: number): number;
  /** The number of a stem, or undefined where no document ever had it. */
  stemNumberOf(stem: string): number | undefined;
  postingsOf(stem: number): Postings;
  /** How many assets have the word itself. */
  usesAt(number: number): number;
  addUses(number: number, by: number): void;
  /** Words that begin like this and that some asset has. */
  beginningWith(prefix: string): Iterable<number>;
  /** Words that some asset has and that differ from this one by at most so many mistakes. */
  near(word: string, mistakes: number): { number: number; distance: number }[];
  /** Takes a word in that has a number. @param stem what it is looked up by; undefined of a stop word */
  learn(word: string, stem: string | undefined): void;
  readonly size: number;
}

/** Fewer letters are no word to be corrected or completed to; longer ones are none that people type. */
const spelt = { shortest: 3, longest: 40 };
export const canBeSpelt = (word: string): boolean =>
  word.length >= spelt.shortest && word.length <= spelt.longest && /\p{L}/u.test(word);

const isBefore = (a: string, b: string): boolean => a < b;

/** Numbers of words in the order of the words: sorted when it is asked for, what came meanwhile merged in. */
function createOrder(wordAt: (number: number) => string) {
  let sorted: number[] = [];
  let added: number[] = [];
  const merge = (): void => {
    if (added.length === 0) return;
    added.sort((a, b) => (isBefore(wordAt(a), wordAt(b)) ? -1 : 1));
    const merged: number[] = [];
    let left = 0;
    let right = 0;
    while (left < sorted.length || right < added.length) {
      const a = sorted[left];
      const b = added[right];
      if (b === undefined || (a !== undefined && isBefore(wordAt(a), wordAt(b)))) {
        if (a !== undefined) merged.push(a);
        left += 1;
      } else {
        merged.push(b);
        right += 1;
      }
    }
    sorted = merged;
    added = [];
  };
  return {
    add: (number: number) => void added.push(number),
    *from(prefix: string): Generator<number, void, undefined> {
      merge();
      let low = 0;
      let high = sorted.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (isBefore(wordAt(sorted[middle] ?? 0), prefix)) low = middle + 1;
        else high = middle;
      }
      for (let at = low; at < sorted.length; at++) {
        const number = sorted[at] ?? 0;
        if (!wordAt(number).startsWith(prefix)) return;
        yield number;
      }
    },
  };
}

/** An empty dictionary. Words stay in it once they were learnt: about 200 bytes each. */
export function createDictionary(): Dictionary {
  const numbers = new Map<string, number>();
  const words: string[] = [''];
  const stems: number[] = [0];
  const uses: number[] = [0];
  const stemNumbers = new Map<string, number>();
  // The first is that of stop words and stays empty.
  const postings: Postings[] = [createPostings()];
  const wordAt = (number: number) => words[number] ?? '';
  const order = createOrder(wordAt);
  const spelling = createSpelling(wordAt);
  const waiting = new Set<number>();
  const isUsed = (number: number) => (uses[number] ?? 0) > 0;

  const stemNumber = (stem: string | undefined): number => {
    if (stem === undefined) return 0;
    const known = stemNumbers.get(stem);
    if (known !== undefined) return known;
    stemNumbers.set(stem, postings.length);
    return postings.push(createPostings()) - 1;
  };

  return {
    numberOf: (word) => {
      const number = numbers.get(word);
      return number === undefined || waiting.has(number) ? undefined : number;
    },
    numbered: (word) => {
      const known = numbers.get(word);
      if (known !== undefined) return known;
      const number = words.length;
      numbers.set(word, number);
      words.push(word);
      stems.push(0);
      uses.push(0);
      waiting.add(number);
      return number;
    },
    unlearnt: () => Array.from(waiting, wordAt),
    wordAt,
    stemAt: (number) => stems[number] ?? 0,
    stemNumberOf: (stem) => stemNumbers.get(stem),
    postingsOf: (stem) => postings[stem] ?? createPostings(),
    usesAt: (number) => uses[number] ?? 0,
    addUses: (number, by) => void (uses[number] = (uses[number] ?? 0) + by),
    *beginningWith(prefix) {
      for (const number of order.from(prefix)) if (isUsed(number)) yield number;
    },
    near: (word, mistakes) => spelling.near(word, mistakes).filter(({ number }) => isUsed(number)),
    learn: (word, stem) => {
      const number = numbers.get(word);
      if (number === undefined || !waiting.delete(number)) return;
      stems[number] = stemNumber(stem);
      order.add(number);
      if (stem !== undefined && canBeSpelt(word)) spelling.add(number);
    },
    get size() {
      return numbers.size;
    },
  };
}
