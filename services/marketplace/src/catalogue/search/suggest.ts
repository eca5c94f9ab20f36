import { AssetId } from '@atoll/schemas/ids';
import { type SuggestQuery, type Suggestions } from '@atoll/schemas/marketplace-api';
import { type MarketplaceContext } from '../../context.ts';
import { readEntries } from '../read-entries.ts';
import { matchWords } from './match-words.ts';
import { normalWords } from './normal-words.ts';
import { parseWords } from './parse-words.ts';

type SuggestContext = Pick<MarketplaceContext, 'database' | 'catalogue'>;

/** Words that begin like the last one typed, the most used ones first, each after the words before it. */
async function completions(ctx: SuggestContext, words: readonly string[], limit: number): Promise<string[]> {
  const last = words.at(-1);
  if (last === undefined) return [];
  const found = await ctx.database.sql<{ word: string }[]>`
    select word from marketplace.catalogue_vocabulary
    where word ~>=~ ${last} and word ~<~ (${last} || chr(1114111))
    order by uses desc, word limit ${limit}`;
  return found.map(({ word }) => [...words.slice(0, -1), word].join(' '));
}

/**
 * What somebody who types may mean: words of the catalogue and assets by their names. Retired assets are left out.
 * @example await suggest(ctx, { q: 'coral ree', limit: 8 }) // { words: ['coral reef'], assets: [{ id, name: 'Coral reefs', kind: 'dataset' }] }
 */
export async function suggest(ctx: SuggestContext, { q, limit }: SuggestQuery): Promise<Suggestions> {
  const { shelf } = ctx.catalogue;
  const words = normalWords(q).slice(0, 8);
  const [completed, { matches: found }] = await Promise.all([
    completions(ctx, words, limit),
    matchWords(ctx.database.sql, parseWords(words.join(' ')), shelf.newest),
  ]);
  const ranked = [...(found?.ordinals ?? [])]
    .filter((ordinal) => {
      const entry = shelf.entry(ordinal);
      return entry?.listed === true && entry.state !== 'retired' && found?.ranks.has(ordinal) === true;
    })
    .sort((a, b) => (found?.ranks.get(b) ?? 0) - (found?.ranks.get(a) ?? 0) || b - a);
  const entries = await readEntries(ctx, ranked.slice(0, limit));
  const assets = entries.map(({ id, name, kind }) => ({ id: AssetId.parse(id), name: name ?? id, kind }));
  return { words: completed, assets };
}
