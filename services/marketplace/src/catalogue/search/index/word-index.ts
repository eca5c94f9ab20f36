import { createLists } from '../lists.ts';
import { createDictionary, type Dictionary } from './dictionary.ts';
import { ordinalsEnd, putPosting, removePosting } from './postings.ts';
import { impactAt, rankedFields, useOf } from './rank.ts';

/** An asset's words in order, by the fields of `rankedFields`. */
export interface IndexedTexts {
  readonly ordinal: number;
  readonly fields: readonly (readonly string[])[];
}

/**
 * Which asset has which words, in memory. It holds what the table `catalogue_texts` holds and is filled from it.
 *
 * A word of an asset takes 4 bytes, each distinct stem of an asset 4, each distinct word about 200.
 */
export interface WordIndex {
  readonly dictionary: Dictionary;
  /** Words that have to be learnt before `put` finds them. At most as many as there is room for. */
  unknownIn(assets: readonly IndexedTexts[]): string[];
  /** Takes words in with what they are looked up by: undefined of a stop word. */
  learn(stems: ReadonlyMap<string, string | undefined>): void;
  /** Takes assets in, or anew; words that were not learnt are left out. */
  put(assets: readonly IndexedTexts[]): void;
  remove(ordinals: readonly number[]): void;
  /** Numbers of the asset's words in order, 0 between two fields. Valid until the next `put`. */
  wordsOf(ordinal: number): Uint32Array;
  /** The newest asset that was taken in. */
  readonly newest: number;
  /** A number for each ordinal, all of them 0: whoever writes into it leaves it so. */
  room(): Uint8Array;
}

/**
 * Most distinct words that are learnt, which bounds the memory that strangers' documents can take: 400 MB. New words are no longer found then;
 * languages have some hundred thousand.
 */
const mostWords = 2_000_000;

/** @param most distinct words that are learnt */
export function createWordIndex(most = mostWords): WordIndex {
  const dictionary = createDictionary();
  const texts = createLists();
  let newest = 0;
  let room = new Uint8Array(0);

  const numbersOf = (fields: IndexedTexts['fields']): number[] => {
    const numbers: number[] = [];
    for (const [at, field] of fields.entries()) {
      if (at > 0) numbers.push(0);
      for (const word of field) {
        const number = dictionary.numberOf(word);
        if (number !== undefined) numbers.push(number);
      }
    }
    return numbers;
  };

  const takeOut = (ordinal: number): void => {
    const before = texts.of(ordinal);
    const stems = new Set<number>();
    for (const number of new Set(before)) {
      if (number === 0) continue;
      dictionary.addUses(number, -1);
      stems.add(dictionary.stemAt(number));
    }
    for (const stem of stems) removePosting(dictionary.postingsOf(stem), ordinal);
    texts.put(ordinal, []);
  };

  const write = (ordinal: number, numbers: readonly number[]): void => {
    const lengths = rankedFields.map(() => 0);
    let field = 0;
    for (const number of numbers) {
      if (number === 0) field += 1;
      else lengths[field] = (lengths[field] ?? 0) + 1;
    }
    const frequencies = new Map<number, number>();
    field = 0;
    let use = useOf(0, lengths[0] ?? 0);
    for (const number of numbers) {
      if (number === 0) {
        field += 1;
        use = useOf(field, lengths[field] ?? 0);
        continue;
      }
      const stem = dictionary.stemAt(number);
      if (stem !== 0) frequencies.set(stem, (frequencies.get(stem) ?? 0) + use);
    }
    for (const [stem, frequency] of frequencies) {
      putPosting(dictionary.postingsOf(stem), ordinal, impactAt(frequency));
    }
    for (const number of new Set(numbers)) if (number !== 0) dictionary.addUses(number, 1);
    texts.put(ordinal, numbers);
  };

  return {
    dictionary,
    unknownIn: (assets) => {
      const unknown = new Set<string>();
      for (const { fields } of assets) {
        for (const word of fields.flat()) {
          if (dictionary.numberOf(word) !== undefined || unknown.has(word)) continue;
          if (dictionary.size + unknown.size >= most) return [...unknown];
          unknown.add(word);
        }
      }
      return [...unknown];
    },
    learn: (stems) => {
      for (const [word, stem] of stems) if (dictionary.size < most) dictionary.learn(word, stem);
    },
    put: (assets) => {
      for (const { ordinal, fields } of assets) {
        if (ordinal >= ordinalsEnd) throw new RangeError(`the index of words ends at ${ordinalsEnd} assets`);
        const numbers = numbersOf(fields);
        const before = texts.of(ordinal);
        newest = Math.max(newest, ordinal);
        if (before.length === numbers.length && numbers.every((number, at) => before[at] === number))
          continue;
        if (before.length > 0) takeOut(ordinal);
        write(ordinal, numbers);
      }
    },
    remove: (ordinals) => ordinals.forEach(takeOut),
    wordsOf: (ordinal) => texts.of(ordinal),
    get newest() {
      return newest;
    },
    room: () => {
      if (room.length <= newest) room = new Uint8Array(Math.ceil(newest * 1.5) + 1);
      return room;
    },
  };
}
