import { normalWords } from './normal-words.ts';

/** A word or phrase of a search. */
export interface Term {
  /** One word, or the words of a phrase in order. */
  readonly words: readonly string[];
  readonly excluded: boolean;
  readonly phrase: boolean;
  /** The word may go on: somebody is still typing it. */
  readonly prefix: boolean;
}

/** Alternatives, each of terms that must all hold. */
export type Words = readonly (readonly Term[])[];

/** Most words that a search looks at; what follows is left out. */
const mostWords = 16;
/** Fewer letters begin too many words. */
const shortestPrefix = 3;

/**
 * Reads a search as people type them: words, "phrases", `or` between them, a leading minus for what must not be there. The last word is
 * taken as unfinished unless something follows it.
 *
 * @example parseWords('"coral reef" temp') // [[{ words: ['coral', 'reef'], phrase: true, … }, { words: ['temp'], prefix: true, … }]]
 */
export function parseWords(text: string): Words {
  const groups: Term[][] = [[]];
  let left = mostWords;
  const tokens = [...text.matchAll(/(-?)"([^"]*)"?|\S+/g)];
  for (const [at, [token, minus, quoted]] of tokens.entries()) {
    if (quoted === undefined && token.toLowerCase() === 'or') {
      if (groups.at(-1)?.length !== 0) groups.push([]);
      continue;
    }
    const excluded = quoted === undefined ? token.startsWith('-') : minus === '-';
    const words = normalWords(quoted ?? token).slice(0, left);
    left -= words.length;
    if (words.length === 0) continue;
    if (quoted !== undefined && words.length > 1) {
      groups.at(-1)?.push({ words, excluded, phrase: true, prefix: false });
      continue;
    }
    // What excludes a word of several parts excludes them together.
    if (excluded && words.length > 1) {
      groups.at(-1)?.push({ words, excluded, phrase: false, prefix: false });
      continue;
    }
    const ends = at === tokens.length - 1 && quoted === undefined && /[\p{L}\p{N}]$/u.test(text);
    for (const [position, word] of words.entries()) {
      const prefix = ends && !excluded && position === words.length - 1 && [...word].length >= shortestPrefix;
      groups.at(-1)?.push({ words: [word], excluded, phrase: false, prefix });
    }
  }
  return groups.filter((group) => group.some((term) => !term.excluded));
}

function termText(term: Term, strict: boolean): string {
  const words = term.words.map((word) => `'${word}'${term.prefix ? ':*' : ''}`);
  const text = words.length === 1 ? words.join() : `(${words.join(term.phrase && strict ? ' <-> ' : ' & ')})`;
  return term.excluded ? `!${text}` : text;
}

/**
 * The search as a text for `to_tsquery`. Words are letters and digits alone, so that nothing in them is taken for an operator.
 * @param strict whether the words of a phrase have to stand in its order; else they may stand anywhere and excluded phrases are left out,
 * so that the index alone answers
 * @example toQueryText(parseWords('reef -coral temp'), true) // "('reef' & !'coral' & 'temp':*)"
 */
export function toQueryText(words: Words, strict: boolean): string {
  return words
    .map((group) => group.filter((term) => strict || !(term.excluded && term.phrase)))
    .map((group) => `(${group.map((term) => termText(term, strict)).join(' & ')})`)
    .join(' | ');
}

/** The words that have to be there, each once. */
export function wantedWords(words: Words): { word: string; prefix: boolean }[] {
  const found = new Map<string, boolean>();
  for (const term of words.flat()) {
    if (term.excluded) continue;
    for (const word of term.words) found.set(word, term.prefix || (found.get(word) ?? false));
  }
  return [...found].map(([word, prefix]) => ({ word, prefix }));
}

/** The search with some words replaced; a word that is replaced is whole. */
export function replaceWords(words: Words, replacements: ReadonlyMap<string, string>): Words {
  return words.map((group) =>
    group.map((term) => {
      if (term.excluded || !term.words.some((word) => replacements.has(word))) return term;
      return { ...term, prefix: false, words: term.words.map((word) => replacements.get(word) ?? word) };
    }),
  );
}

/** The search as people type it. */
export function showWords(words: Words): string {
  const show = ({ words, excluded, phrase }: Term) =>
    `${excluded ? '-' : ''}${phrase ? `"${words.join(' ')}"` : words.join('-')}`;
  return words.map((group) => group.map(show).join(' ')).join(' or ');
}
