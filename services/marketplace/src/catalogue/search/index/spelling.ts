import { createEditDistance } from '../correct-word.ts';

/** Words by the pairs of letters in them. */
export interface Spelling {
  /** Takes a word in by its number; numbers only grow. */
  add(number: number): void;
  /** Every word that differs by at most so many mistakes, with how many. */
  near(word: string, mistakes: number): { number: number; distance: number }[];
}

interface Growing {
  numbers: Uint32Array;
  length: number;
}

/** Each pair of neighbouring letters once, the ends of the word included. */
function pairsOf(word: string): Set<number> {
  const pairs = new Set<number>();
  let before = 0;
  for (let at = 0; at <= word.length; at++) {
    const code = at < word.length ? word.charCodeAt(at) : 0;
    pairs.add(before * 65_536 + code);
    before = code;
  }
  return pairs;
}

/**
 * An empty set of words that is asked for those spelt alike.
 *
 * A mistake touches at most three pairs of letters (two, where no neighbours are swapped), so that a word with at most m mistakes still has
 * all but 3 m of them: only words that share so many are compared letter by letter, and none is missed (q-gram lemma, Ukkonen 1992). Pairs
 * cost 4 bytes a letter; a word of eight letters among 30,000 is answered in about a millisecond.
 */
export function createSpelling(wordAt: (number: number) => string): Spelling {
  const editDistance = createEditDistance();
  const byPair = new Map<number, Growing>();
  let shared = new Uint8Array(1_024);
  let newest = 0;

  return {
    add: (number) => {
      newest = Math.max(newest, number);
      for (const pair of pairsOf(wordAt(number))) {
        const list = byPair.get(pair) ?? { numbers: new Uint32Array(2), length: 0 };
        byPair.set(pair, list);
        if (list.length === list.numbers.length) {
          const longer = new Uint32Array(list.length * 2);
          longer.set(list.numbers);
          list.numbers = longer;
        }
        list.numbers[list.length++] = number;
      }
    },
    near: (word, mistakes) => {
      if (newest >= shared.length) shared = new Uint8Array(Math.ceil(newest * 1.5) + 1);
      const pairs = pairsOf(word);
      const enough = Math.max(1, pairs.size - 3 * mistakes);
      const candidates: number[] = [];
      const touched: Growing[] = [];
      for (const pair of pairs) {
        const list = byPair.get(pair);
        if (list === undefined) continue;
        touched.push(list);
        for (let at = 0; at < list.length; at++) {
          const number = list.numbers[at] ?? 0;
          const count = (shared[number] ?? 0) + 1;
          shared[number] = count;
          if (count === enough) candidates.push(number);
        }
      }
      for (const { numbers, length } of touched) {
        for (let at = 0; at < length; at++) shared[numbers[at] ?? 0] = 0;
      }
      const found: { number: number; distance: number }[] = [];
      for (const number of candidates) {
        const other = wordAt(number);
        if (Math.abs(other.length - word.length) > mistakes) continue;
        const distance = editDistance(word, other, mistakes);
        if (distance <= mistakes) found.push({ number, distance });
      }
      return found;
    },
  };
}
