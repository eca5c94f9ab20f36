import { impactOf, ordinalOf, placeOf, type Postings } from './postings.ts';

/** Assets by ordinal, ascending, each with its score beside it. */
export interface Scored {
  readonly ordinals: Uint32Array;
  readonly scores: Float32Array;
}

/** All of a list. @param rarity what an impact counts for each */
export function scoredOf({ packed, length }: Postings, rarity: number): Scored {
  const ordinals = new Uint32Array(length);
  const scores = new Float32Array(length);
  for (let at = 0; at < length; at++) {
    const posting = packed[at] ?? 0;
    ordinals[at] = ordinalOf(posting);
    scores[at] = rarity * impactOf(posting);
  }
  return { ordinals, scores };
}

const firstOf = ({ ordinals, scores }: Scored, count: number): Scored => ({
  ordinals: ordinals.subarray(0, count),
  scores: scores.subarray(0, count),
});

/** Those that are in the list as well, with what it adds to their score. Writes over what it is given. */
export function narrowed(scored: Scored, list: Postings, rarity: number): Scored {
  const { ordinals, scores } = scored;
  let kept = 0;
  let place = 0;
  for (let at = 0; at < ordinals.length; at++) {
    const ordinal = ordinals[at] ?? 0;
    place = placeOf(list, ordinal, place);
    if (place >= list.length) break;
    const posting = list.packed[place] ?? 0;
    if (ordinalOf(posting) !== ordinal) continue;
    ordinals[kept] = ordinal;
    scores[kept] = (scores[at] ?? 0) + rarity * impactOf(posting);
    kept += 1;
  }
  return firstOf(scored, kept);
}

/** Those that are kept. Writes over what it is given. */
export function filtered(scored: Scored, keeps: (ordinal: number) => boolean): Scored {
  const { ordinals, scores } = scored;
  let kept = 0;
  for (let at = 0; at < ordinals.length; at++) {
    const ordinal = ordinals[at] ?? 0;
    if (!keeps(ordinal)) continue;
    ordinals[kept] = ordinal;
    scores[kept] = scores[at] ?? 0;
    kept += 1;
  }
  return firstOf(scored, kept);
}

/** Those of both, each with the better score. */
export function joined(left: Scored, right: Scored): Scored {
  const most = left.ordinals.length + right.ordinals.length;
  const ordinals = new Uint32Array(most);
  const scores = new Float32Array(most);
  let count = 0;
  let a = 0;
  let b = 0;
  while (a < left.ordinals.length || b < right.ordinals.length) {
    const fromLeft = left.ordinals[a] ?? Infinity;
    const fromRight = right.ordinals[b] ?? Infinity;
    const ordinal = Math.min(fromLeft, fromRight);
    const leftScore = fromLeft === ordinal ? (left.scores[a++] ?? 0) : 0;
    const rightScore = fromRight === ordinal ? (right.scores[b++] ?? 0) : 0;
    ordinals[count] = ordinal;
    scores[count] = Math.max(leftScore, rightScore);
    count += 1;
  }
  return firstOf({ ordinals, scores }, count);
}
