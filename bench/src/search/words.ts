import type { Random } from '../economics/random.ts';

const onsets = [
  'b',
  'br',
  'c',
  'ch',
  'd',
  'dr',
  'f',
  'g',
  'gr',
  'h',
  'k',
  'l',
  'm',
  'n',
  'p',
  'pl',
  'qu',
  'r',
  's',
  'st',
  't',
  'tr',
  'v',
  'z',
];
const vowels = ['a', 'e', 'i', 'o', 'u', 'ai', 'ea', 'io', 'ou'];
const codas = ['', '', '', 'l', 'n', 'm', 'r', 's', 't', 'x', 'nd', 'rk'];

/** Words that can be said, each once, from short to long as they come. */
export function makeVocabulary(random: Random, count: number): string[] {
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? '';
  const words = new Set<string>();
  while (words.size < count) {
    const syllables = 2 + Math.floor(random() * 3);
    words.add(
      Array.from({ length: syllables }, () => `${pick(onsets)}${pick(vowels)}${pick(codas)}`).join(''),
    );
  }
  return [...words];
}

/** The place of a word in a list that is drawn as often as words of a language are: the n-th one in proportion to 1 / n (Zipf). */
export function drawZipf(random: Random, count: number): number {
  return Math.min(count - 1, Math.floor(Math.exp(random() * Math.log(count + 1))) - 1);
}

/** A word with one mistake as people make them: a letter left out, doubled, replaced, or two swapped. */
export function misspell(random: Random, word: string): string {
  const at = 1 + Math.floor(random() * (word.length - 2));
  const [before, letter = '', next = '', after] = [
    word.slice(0, at),
    word[at],
    word[at + 1],
    word.slice(at + 2),
  ];
  switch (Math.floor(random() * 4)) {
    case 0:
      return `${before}${next}${after}`;
    case 1:
      return `${before}${letter}${letter}${next}${after}`;
    case 2:
      return `${before}${'aeiourstln'[Math.floor(random() * 10)] ?? 'e'}${next}${after}`;
    default:
      return `${before}${next}${letter}${after}`;
  }
}
