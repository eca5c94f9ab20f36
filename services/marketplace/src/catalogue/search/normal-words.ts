/** Longest word that is searched for; longer runs of letters are cut. */
const longestWord = 64;

/**
 * The words of a text as the catalogue knows them: letters and digits in lower case, without accents, in order. Names of columns fall into
 * their parts.
 *
 * @example normalWords('Réef_temperatureMax (2019)') // ['reef', 'temperature', 'max', '2019']
 */
export function normalWords(text: string): string[] {
  return text
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => [...word].slice(0, longestWord).join(''));
}
