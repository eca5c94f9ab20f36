import { createLists, grown, wholes } from '../lists.ts';
import { createDictionary, type Dictionary } from './dictionary.ts';
import { ordinalsEnd, putPosting, removePosting } from './postings.ts';
import { impactAt, rankedFields, useOf } from './rank.ts';

/** An asset's words in order, by the fields of `rankedFields`. */
export interface IndexedTexts {
  readonly ordinal: number;
  readonly fields: readonly (readonly string[])[];
}

/** An asset's words by number, 0 between two fields. */
export interface NumberedTexts {
  readonly ordinal: number;
  readonly numbers: readonly number[];
}

/**
 * Which asset has which words, in memory. It holds what the table `catalogue_texts` holds and is filled from it.
 *
 * A word of an asset takes 4 bytes, each distinct stem of an asset 4, each distinct word about 200.
 */
export interface WordIndex {
  readonly dictionary: Dictionary;
  /** Gives the words of assets their numbers; what is new among them has to be learnt before they are put. */
  read(assets: readonly IndexedTexts[]): NumberedTexts[];
  /** Words that were read and not learnt. */
  unlearnt(): string[];
  /** Takes words in with what they are looked up by: undefined of a stop word. */
  learn(stems: ReadonlyMap<string, string | undefined>): void;
  /** Takes assets in, or anew. */
  put(assets: readonly NumberedTexts[]): void;
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

  /** The number of a word; 0 where it is new and there is no room for it. */
  const numberOf = (word: string): number =>
    dictionary.size < most ? dictionary.numbered(word) : (dictionary.numberOf(word) ?? 0);
  const numbersOf = (fields: IndexedTexts['fields']): number[] => {
    const numbers: number[] = [];
    for (const [at, field] of fields.entries()) {
      if (at > 0) numbers.push(0);
      for (const word of field) {
        const number = numberOf(word);
        if (number !== 0) numbers.push(number);
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

  // By stem and by word, for one asset at a time: dense arrays take a third of the time that maps take.
  let frequencies = new Float64Array(0);
  let lastUse = new Uint32Array(0);
  let writes = 0;

  const write = (ordinal: number, numbers: readonly number[]): void => {
    const lengths = rankedFields.map(() => 0);
    let field = 0;
    for (const number of numbers) {
      if (number === 0) field += 1;
      else lengths[field] = (lengths[field] ?? 0) + 1;
    }
    const stems: number[] = [];
    frequencies = grown(frequencies, (length) => new Float64Array(length), dictionary.size + 1);
    lastUse = grown(lastUse, wholes, dictionary.size + 1);
    writes += 1;
    field = 0;
    let use = useOf(0, lengths[0] ?? 0);
    for (const number of numbers) {
      if (number === 0) {
        field += 1;
        use = useOf(field, lengths[field] ?? 0);
        continue;
      }
      if (lastUse[number] !== writes) dictionary.addUses(number, 1);
      lastUse[number] = writes;
      const stem = dictionary.stemAt(number);
      if (stem === 0) continue;
      const before = frequencies[stem] ?? 0;
      if (before === 0) stems.push(stem);
      frequencies[stem] = before + use;
    }
    for (const stem of stems) {
      putPosting(dictionary.postingsOf(stem), ordinal, impactAt(frequencies[stem] ?? 0));
      frequencies[stem] = 0;
    }
    texts.put(ordinal, numbers);
  };

  return {
    dictionary,
    read: (assets) => assets.map(({ ordinal, fields }) => ({ ordinal, numbers: numbersOf(fields) })),
    unlearnt: () => dictionary.unlearnt(),
    learn: (stems) => {
      for (const [word, stem] of stems) dictionary.learn(word, stem);
    },
    put: (assets) => {
      for (const { ordinal, numbers } of assets) {
        if (ordinal >= ordinalsEnd) throw new RangeError(`the index of words ends at ${ordinalsEnd} assets`);
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
