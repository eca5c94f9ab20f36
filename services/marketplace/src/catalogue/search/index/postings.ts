/** Bits of a posting that hold how much a word weighs in an asset; the others hold the asset's ordinal. */
const impactBits = 6;
/** The most that a word can weigh in an asset. */
export const mostImpact = (1 << impactBits) - 1;
/** Ordinals below this fit a posting. */
export const ordinalsEnd = 2 ** (32 - impactBits);

/**
 * The assets that have a word, each with how much the word weighs there: a sorted array of numbers, four bytes an asset. Ordinals only grow
 * with what is published, so that a new asset is written at the end.
 */
export interface Postings {
  /** Sorted by ordinal; only the first `length` count. */
  packed: Uint32Array;
  length: number;
}

export const createPostings = (): Postings => ({ packed: new Uint32Array(1), length: 0 });
export const ordinalOf = (posting: number): number => posting >>> impactBits;
export const impactOf = (posting: number): number => posting & mostImpact;

/** The first place, from `from` on, whose ordinal is at least this. Gallops: near places are found in few steps. */
export function placeOf({ packed, length }: Postings, ordinal: number, from = 0): number {
  let step = 1;
  let low = from;
  let high = from;
  while (high < length && ordinalOf(packed[high] ?? 0) < ordinal) {
    low = high + 1;
    high += step;
    step *= 2;
  }
  high = Math.min(high, length);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ordinalOf(packed[middle] ?? 0) < ordinal) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many assets up to an ordinal have the word. */
export const countUpTo = (postings: Postings, upTo: number): number => {
  const last = postings.packed[postings.length - 1];
  return last === undefined || ordinalOf(last) <= upTo ? postings.length : placeOf(postings, upTo + 1);
};

function makeRoom(postings: Postings): void {
  const { packed, length } = postings;
  if (length < packed.length) return;
  const longer = new Uint32Array(Math.max(2, Math.ceil(packed.length * 1.4)));
  longer.set(packed);
  postings.packed = longer;
}

/** Notes what a word weighs in an asset, in place of what was noted before. */
export function putPosting(postings: Postings, ordinal: number, impact: number): void {
  const posting = ordinal * (mostImpact + 1) + impact;
  const last = postings.packed[postings.length - 1] ?? 0;
  const place =
    postings.length === 0 || ordinalOf(last) < ordinal ? postings.length : placeOf(postings, ordinal);
  const there = place < postings.length && ordinalOf(postings.packed[place] ?? 0) === ordinal;
  if (!there) {
    makeRoom(postings);
    postings.packed.copyWithin(place + 1, place, postings.length);
    postings.length += 1;
  }
  postings.packed[place] = posting;
}

export function removePosting(postings: Postings, ordinal: number): void {
  const place = placeOf(postings, ordinal);
  if (place >= postings.length || ordinalOf(postings.packed[place] ?? 0) !== ordinal) return;
  postings.packed.copyWithin(place, place + 1, postings.length);
  postings.length -= 1;
}
