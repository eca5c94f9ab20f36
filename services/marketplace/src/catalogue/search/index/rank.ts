import { mostImpact } from './postings.ts';

/**
 * How much a word weighs, by the field that it stands in. BM25F with fixed typical lengths in place of means, so that what an asset scores
 * depends on its own texts alone and does not move while others are published.
 *
 * The frequency of a word in an asset is f = Σ weight · uses / (1 − b + b · words / typical), over the fields; its impact is f / (k + f), in
 * 63 steps. A search scores Σ impact · rarity over its words.
 * @see https://www.staff.city.ac.uk/~sbrp622/papers/foundations_bm25_review.pdf (section 3.6)
 */
export const rankedFields = [
  { name: 'name', weight: 10, typical: 4, b: 0.5 },
  { name: 'tags', weight: 4, typical: 4, b: 0.3 },
  { name: 'columns', weight: 2, typical: 16, b: 0.5 },
  { name: 'description', weight: 1, typical: 60, b: 0.75 },
] as const;
const k = 1.2;

/** What one use of a word adds to its frequency in a field of so many words. */
export function useOf(field: number, words: number): number {
  const { weight, typical, b } = rankedFields[field] ?? { weight: 0, typical: 1, b: 0 };
  return weight / (1 - b + (b * words) / typical);
}

/** The impact of a word by its frequency over all fields. */
export const impactAt = (frequency: number): number =>
  Math.max(1, Math.round((mostImpact * frequency) / (k + frequency)));

/**
 * How telling a word is that `having` of `all` assets have: the logarithm of the odds against it, as BM25 has it, in eighths: a few assets
 * that come or go change no score, and so no order of pages.
 * @example rarityOf(1, 100_000) // 11.125
 */
export const rarityOf = (having: number, all: number): number =>
  Math.max(1, Math.round(8 * Math.log(1 + (Math.max(all, having) - having + 0.5) / (having + 0.5)))) / 8;
