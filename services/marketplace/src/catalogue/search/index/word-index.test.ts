import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEditDistance, mistakesIn } from '../correct-word.ts';
import { correctWords } from '../correct-words.ts';
import { type Asking, matchWords, postingsOf } from '../match-words.ts';
import { parseWords, type Words } from '../parse-words.ts';
import { rarityOf } from './rank.ts';
import { createWordIndex, type IndexedTexts } from './word-index.ts';

/** A stemmer of its own for these tests: an s at the end is left out, and `the` is a stop word. */
const stemOf = (word: string) => (word === 'the' ? undefined : word.replace(/s$/, ''));

function indexOf(assets: readonly IndexedTexts[], most?: number) {
  const index = createWordIndex(most);
  const put = (some: readonly IndexedTexts[]) => {
    const read = index.read(some);
    index.learn(new Map(index.unlearnt().map((word) => [word, stemOf(word)])));
    index.put(read);
  };
  put(assets);
  return { index, put };
}

const asset = (ordinal: number, name: string, description = ''): IndexedTexts => ({
  ordinal,
  fields: [name, '', '', description].map((text) => (text === '' ? [] : text.split(' '))),
});

const ask = (index: Asking['index'], text: string, upTo = index.newest) =>
  Array.from(matchWords({ index, stemOf, upTo }, parseWords(text))?.ordinals ?? []);

const alphabet = ['the', 'reef', 'reefs', 'coral', 'tide', 'tides', 'temperature', 'temper', 'salt', 'sal'];
const words = fc.array(fc.constantFrom(...alphabet), { maxLength: 6 });
const texts = fc.record({ name: words, tags: words, columns: words, description: words });

/** The same search over all texts, by looking at every one of them. */
function holds(fields: readonly (readonly string[])[], search: Words): boolean {
  const all = fields.flat();
  const has = (word: string, prefix: boolean) =>
    all.some(
      (each) =>
        stemOf(each) !== undefined && (stemOf(each) === stemOf(word) || (prefix && each.startsWith(word))),
    );
  const follows = (phrase: readonly string[]) =>
    fields.some((field) =>
      field.some((_, from) =>
        phrase.every((word, at) => {
          const there = field[from + at];
          return (
            there === word ||
            (there !== undefined && stemOf(word) !== undefined && stemOf(there) === stemOf(word))
          );
        }),
      ),
    );
  return search.some((group) => {
    const wanted = group.filter((term) => !term.excluded);
    if (wanted.every((term) => term.words.every((word) => stemOf(word) === undefined))) return false;
    const term = ({ words: some, phrase, prefix }: (typeof group)[number]) => {
      const telling = some.filter((word) => stemOf(word) !== undefined);
      return telling.every((word) => has(word, prefix)) && (!phrase || follows(some));
    };
    const excluded = group.filter(
      (each) => each.excluded && each.words.some((word) => stemOf(word) !== undefined),
    );
    return wanted.every(term) && !excluded.some(term);
  });
}

const searches = fc
  .array(
    fc.oneof(
      fc.constantFrom(...alphabet),
      fc.constantFrom(...alphabet).map((word) => `-${word}`),
      fc
        .tuple(fc.constantFrom('', '-'), fc.constantFrom(...alphabet), fc.constantFrom(...alphabet))
        .map(([minus, a, b]) => `${minus}"${a} ${b}"`),
      fc.constant('or'),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .chain((parts) => fc.constantFrom('', ' ').map((end) => `${parts.join(' ')}${end}`));

test('a search finds exactly what looking at every text finds, after whatever was changed and removed', () => {
  const step = fc.record({
    ordinal: fc.integer({ min: 1, max: 12 }),
    texts: fc.option(texts, { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), searches, (steps, search) => {
      const { index, put } = indexOf([]);
      const kept = new Map<number, readonly (readonly string[])[]>();
      for (const each of steps) {
        if (each.texts === undefined) {
          kept.delete(each.ordinal);
          index.remove([each.ordinal]);
          continue;
        }
        const { name, tags, columns, description } = each.texts;
        const fields = [name, tags, columns, description];
        kept.set(each.ordinal, fields);
        put([{ ordinal: each.ordinal, fields }]);
      }
      const expected = [...kept]
        .filter(([, fields]) => holds(fields, parseWords(search)))
        .map(([ordinal]) => ordinal)
        .sort((a, b) => b - a);
      expect(ask(index, search)).toEqual(expected);
      for (const word of alphabet) {
        const number = index.dictionary.numberOf(word);
        const uses = [...kept.values()].filter((fields) => fields.flat().includes(word)).length;
        if (number !== undefined) expect(index.dictionary.usesAt(number)).toBe(uses);
      }
    }),
    { numRuns: 500 },
  );
});

test('what is published after a first page changes neither its matches nor their scores', () => {
  const { index, put } = indexOf([asset(1, 'reef temperatures'), asset(2, 'tides', 'near the reef')]);
  const find = (text: string) => matchWords({ index, stemOf, upTo: 2 }, parseWords(text));
  const before = ['reef tem', 'reef ', 'tem'].map(find);
  put(Array.from({ length: 50 }, (_, at) => asset(3 + at, 'reef temperature reef', 'temple')));
  expect(['reef tem', 'reef ', 'tem'].map(find)).toEqual(before);
  expect(before.map((each) => Array.from(each?.ordinals ?? []))).toEqual([[1], [2, 1], [1]]);
});

test('a word counts more in a name than in a description, and a rare word more than a common one', () => {
  const { index } = indexOf([
    asset(1, 'salt', 'reef'),
    asset(2, 'reef', 'salt'),
    ...Array.from({ length: 40 }, (_, at) => asset(3 + at, 'coral', 'reef')),
  ]);
  const { ordinals = [], scores = [] } =
    matchWords({ index, stemOf, upTo: 50 }, parseWords('reef salt ')) ?? {};
  expect(Array.from(ordinals)).toEqual([2, 1]);
  // Of both words each has one in its name: the rarer one, salt, tells more.
  expect(scores[1]).toBeGreaterThan(scores[0] ?? Infinity);
  expect(rarityOf(1, 100_000)).toBeGreaterThan(rarityOf(50_000, 100_000));
  expect(rarityOf(1_000, 100_000)).toBe(rarityOf(1_001, 100_000));
});

test('new words are left out once there is no room, and known ones are still found', () => {
  const { index, put } = indexOf([asset(1, 'reef coral')], 2);
  put([asset(2, 'reef tide')]);
  expect(ask(index, 'reef ')).toEqual([2, 1]);
  expect(ask(index, 'tide ')).toEqual([]);
  expect(index.dictionary.size).toBe(2);
});

/** A word with some mistakes made in it. */
const slips = fc.array(
  fc.record({
    at: fc.nat(12),
    kind: fc.constantFrom('swap', 'drop', 'add', 'replace'),
    letter: fc.constantFrom('a', 'b', 'c', 'd'),
  }),
  { maxLength: 2 },
);
function withSlips(word: string, made: typeof slips extends fc.Arbitrary<infer T> ? T : never): string {
  return made.reduce((text, { at, kind, letter }) => {
    const [before, here, next, after] = [
      text.slice(0, at),
      text.charAt(at),
      text.charAt(at + 1),
      text.slice(at + 2),
    ];
    switch (kind) {
      case 'swap':
        return `${before}${next}${here}${after}`;
      case 'drop':
        return `${before}${next}${after}`;
      case 'add':
        return `${before}${letter}${here}${next}${after}`;
      case 'replace':
        return `${before}${letter}${next}${after}`;
    }
  }, word);
}

test('no word within the mistakes that are allowed is missed, and none beyond them is told', () => {
  const letters = fc.string({
    unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
    minLength: 3,
    maxLength: 10,
  });
  const distance = createEditDistance();
  fc.assert(
    fc.property(fc.uniqueArray(letters, { minLength: 1, maxLength: 30 }), slips, (known, made) => {
      const { index } = indexOf([asset(1, known.join(' '))]);
      const asked = withSlips(known[0] ?? '', made);
      const mistakes = mistakesIn(asked.length);
      const found = index.dictionary
        .near(asked, mistakes)
        .map((each) => [index.dictionary.wordAt(each.number), each.distance] as const)
        .sort();
      const expected = known
        .map((word) => [word, distance(asked, word)] as const)
        .filter(([, each]) => each <= mistakes)
        .sort();
      expect(found).toEqual(expected);
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  ['temprature', 'temperature', 1],
  ['rigde', 'ridge', 1],
  ['regresion', 'regression', 1],
  ['kitten', 'sitting', 3],
  ['', 'abc', 3],
])('%s is %s with some mistakes', (typed, meant, mistakes) => {
  expect(createEditDistance()(typed, meant)).toBe(mistakes);
  expect(createEditDistance()(meant, typed)).toBe(mistakes);
});

/** What a search is corrected to. */
function correct(index: Asking['index'], text: string): string | undefined {
  const asking = { index, stemOf, upTo: index.newest };
  const count = (meant: Words) => matchWords(asking, meant)?.ordinals.length ?? 0;
  return correctWords(asking, parseWords(text), count);
}

test('two misspelt words are read as what an asset has together, not each as the likeliest by itself', () => {
  const { index } = indexOf([
    asset(1, 'coral bleaching'),
    ...Array.from({ length: 9 }, (_, at) => asset(2 + at, 'moral preaching')),
    ...Array.from({ length: 5 }, (_, at) => asset(20 + at, 'oral hygiene')),
  ]);
  // Alone, more assets have another word that is as near.
  expect(correct(index, 'xoral ')).toBe('moral');
  expect(correct(index, 'xoral bleachnig')).toBe('coral bleaching');
  expect(ask(index, 'coral bleaching')).toEqual([1]);
});

test('a slip that a document has as well is corrected where the right word is far more common', () => {
  const { index } = indexOf([
    asset(1, 'temprature log'),
    ...Array.from({ length: 30 }, (_, at) => asset(2 + at, 'temperature regression')),
  ]);
  expect(correct(index, 'temprature regresion')).toBe('temperature regression');
  expect(correct(index, 'regression log')).toBeUndefined();
});

test('words that nothing is like are left alone', () => {
  const { index } = indexOf([asset(1, 'reef temperature')]);
  expect(correct(index, 'xqzwvk')).toBeUndefined();
  expect(correct(index, 'temprature xqzwvk')).toBe('temperature xqzwvk');
  expect(postingsOf({ index, stemOf, upTo: 1 }, 'the', false)).toBeUndefined();
});
