import { AssetId } from '@atoll/schemas/ids';
import type { SuggestQuery, Suggestions } from '@atoll/schemas/marketplace-api';
import type { MarketplaceContext } from '../../context.ts';
import { readEntries } from '../read-entries.ts';
import { findExactly } from './find-words.ts';
import { canBeSpelt } from './index/dictionary.ts';
import { normalWords } from './normal-words.ts';
import { firstAfter } from './order.ts';

type SuggestContext = Pick<MarketplaceContext, 'database' | 'catalogue'>;

/** Words that begin like the last one typed, the most used ones first, each after the words before it. */
function completions(ctx: SuggestContext, words: readonly string[], limit: number): string[] {
  const last = words.at(-1);
  if (last === undefined) return [];
  const { dictionary } = ctx.catalogue.words;
  const found: { word: string; uses: number }[] = [];
  for (const number of dictionary.beginningWith(last)) {
    const word = dictionary.wordAt(number);
    const isStopWord = dictionary.stemAt(number) === 0;
    if (!isStopWord && canBeSpelt(word)) found.push({ word, uses: dictionary.usesAt(number) });
  }
  return found
    .sort((a, b) => b.uses - a.uses || (a.word < b.word ? -1 : 1))
    .slice(0, limit)
    .map(({ word }) => [...words.slice(0, -1), word].join(' '));
}

/**
 * What somebody who types may mean: words of the catalogue and assets by their names. Retired assets are left out.
 * @example await suggest(ctx, { q: 'coral ree', limit: 8 }) // { words: ['coral reef'], assets: [{ id, name: 'Coral reefs', kind: 'dataset' }] }
 */
export async function suggest(ctx: SuggestContext, { q, limit }: SuggestQuery): Promise<Suggestions> {
  const { shelf } = ctx.catalogue;
  const words = normalWords(q).slice(0, 8);
  const { matches } = await findExactly(ctx, words.join(' '), shelf.newest);
  const isShown = (ordinal: number): boolean => {
    const entry = shelf.entry(ordinal);
    return entry?.listed === true && entry.state !== 'retired';
  };
  const scoreOf = (ordinal: number, index: number) =>
    isShown(ordinal) ? (matches?.scores[index] ?? 0) : -Infinity;
  const ranked = firstAfter(matches?.ordinals ?? [], scoreOf, undefined, limit)
    .filter(({ key }) => key > -Infinity)
    .map(({ ordinal }) => ordinal);
  const entries = await readEntries(ctx, ranked);
  const assets = entries.map(({ id, name, kind }) => ({ id: AssetId.parse(id), name: name ?? id, kind }));
  return { words: completions(ctx, words, limit), assets };
}
