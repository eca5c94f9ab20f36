import { mistakesIn } from './correct-word.ts';
import { canBeSpelt } from './index/dictionary.ts';
import { type Asking, postingsOf } from './match-words.ts';
import { replaceWords, showWords, type Words, wantedWords } from './parse-words.ts';

/** A word that may have been meant. */
interface Reading {
  readonly word: string;
  /** Mistakes that it takes for it to have been typed like that. */
  readonly cost: number;
}

/** A search as it may have been meant. */
interface Guess {
  readonly words: readonly Reading[];
  readonly cost: number;
}

/** Most words of a search that are corrected, most readings of one of them, most guesses that are tried. */
const mostCorrected = 6;
const mostReadings = 5;
const mostGuesses = 64;
/** A word that some documents have is only taken for one that this many times as many have: they may have the same slip. */
const timesMoreUsed = 10;

/** What a word may have been meant as, likeliest first; itself where documents have it. */
function readingsOf(asking: Asking, { word, prefix }: { word: string; prefix: boolean }): Reading[] {
  const found = postingsOf(asking, word, prefix);
  // Of a stop word, or of what people do not misspell, there is no other reading.
  if (found === undefined || !canBeSpelt(word)) return [{ word, cost: 0 }];
  const { dictionary } = asking.index;
  const uses = found.length;
  const near = dictionary
    .near(word, mistakesIn(word.length))
    .map(({ number, distance }) => ({
      word: dictionary.wordAt(number),
      uses: dictionary.usesAt(number),
      cost: distance,
    }))
    .filter((each) => each.word !== word && each.uses >= timesMoreUsed * uses)
    .sort((a, b) => a.cost - b.cost || b.uses - a.uses || (a.word < b.word ? -1 : 1))
    .slice(0, mostReadings);
  if (uses === 0) return near.length === 0 ? [{ word, cost: 0 }] : near;
  return [{ word, cost: 0 }, ...near.map((each) => ({ ...each, cost: each.cost + 1 }))];
}

/** Every way to read all the words, those with the fewest mistakes first. */
function guessesOf(readings: readonly (readonly Reading[])[]): Guess[] {
  // So many of each that all ways together are few.
  const each = Math.max(2, Math.floor((4 * mostGuesses) ** (1 / readings.length)));
  let guesses: Guess[] = [{ words: [], cost: 0 }];
  for (const list of readings) {
    guesses = guesses.flatMap(({ words, cost }) =>
      list.slice(0, each).map((reading) => ({ words: [...words, reading], cost: cost + reading.cost })),
    );
  }
  return guesses.sort((a, b) => a.cost - b.cost).slice(0, mostGuesses);
}

/**
 * A search that finds nothing as it was probably meant: all of its words are read together, so that of the readings with the fewest mistakes
 * the one is taken that most assets have.
 * @param count how many assets a search finds
 * @returns undefined where nothing is alike
 * @example correctWords(asking, parseWords('rigde regresion'), count) // 'ridge regression'
 */
export function correctWords(
  asking: Asking,
  words: Words,
  count: (words: Words) => number,
): string | undefined {
  const wanted = wantedWords(words).slice(0, mostCorrected);
  const readings = wanted.map((each) => readingsOf(asking, each));
  const replace = (guess: readonly Reading[]): Words => {
    const replaced = wanted.flatMap(({ word }, at) => {
      const meant = guess[at]?.word ?? word;
      return meant === word ? [] : [[word, meant] as const];
    });
    return replaceWords(words, new Map(replaced));
  };
  const isCorrection = (guess: readonly Reading[]) => guess.some(({ word }, at) => word !== wanted[at]?.word);
  let best: { words: Words; found: number; cost: number } | undefined;
  for (const guess of guessesOf(readings)) {
    if (best !== undefined && guess.cost > best.cost) break;
    if (!isCorrection(guess.words)) continue;
    const meant = replace(guess.words);
    const found = count(meant);
    if (found > (best?.found ?? 0)) best = { words: meant, found, cost: guess.cost };
  }
  if (best !== undefined) return showWords(best.words);
  // No asset has them together: each is read by itself, so that at least it is said what was looked for.
  const likeliest = readings.flatMap(([first]) => first ?? []);
  return isCorrection(likeliest) ? showWords(replace(likeliest)) : undefined;
}
