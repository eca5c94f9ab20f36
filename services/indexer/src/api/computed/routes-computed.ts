import { Address, Amount } from '@atoll/schemas/ids';
import { ClaimableDividend } from '@atoll/schemas/indexer/claimable-dividends';
import { RewardTreeQuery, RewardTreeView } from '@atoll/schemas/indexer/reward-tree';
import { RankView, StandingView } from '@atoll/schemas/indexer/standing';
import { pageOf } from '@atoll/schemas/indexer-api';
import { type App, createRouter } from '@atoll/server-kit/app';
import { problemResponses } from '@atoll/server-kit/problem';
import { createRoute, z } from '@hono/zod-openapi';
import { claimableDividends } from '../income/claimable-dividends.ts';
import { epochTree } from '../income/epoch-tree.ts';
import { MalformedQuery } from '../resource/errors.ts';
import { chooseReader } from '../resource/readers.ts';
import { type Reader } from '../resource/reader.ts';
import { type Block, lastBlock, readRanks, readStanding } from './read-standing.ts';

const ok = <T extends z.ZodType>(schema: T) => ({
  200: { description: 'as of the block that the header names', content: { 'application/json': { schema } } },
  ...problemResponses('malformed_request', 'not_found', 'chain_unknown', 'query_too_costly', 'not_ready'),
});

const chain = { chain: z.string().max(40).optional() };
/** A place of a list as a cursor; whoever bends it begins at another place. */
const placeOf = <T extends z.ZodType>(schema: T, cursor: string | undefined): z.infer<T> | undefined => {
  if (cursor === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new MalformedQuery('query.cursor', 'expected the `next` of an earlier page');
  }
};
const nameOf = ({ number, hash }: Block): string => `${number} 0x${hash}`;
const cursorOf = (place: object): string => Buffer.from(JSON.stringify(place)).toString('base64url');
const next = (place: object | undefined): { next?: string } =>
  place === undefined ? {} : { next: cursorOf(place) };

const standing = createRoute({
  method: 'get',
  path: '/providers/{provider}/standing',
  tags: ['providers'],
  summary: 'Reputation and release rate of a provider in a token',
  request: { params: z.object({ provider: Address }), query: z.object({ token: Address, ...chain }) },
  responses: ok(StandingView),
});

const ranks = createRoute({
  method: 'get',
  path: '/reputations',
  tags: ['providers'],
  summary: 'Providers by their score in a token, best first',
  request: {
    query: z.object({
      token: Address,
      limit: z.coerce.number().int().min(1).max(100).default(20),
      cursor: z.string().max(500).optional(),
      ...chain,
    }),
  },
  responses: ok(pageOf(RankView)),
});

const tree = createRoute({
  method: 'get',
  path: '/reward-epochs/{epoch}/tree',
  tags: ['reward-epochs'],
  summary: 'The rewards of an epoch and their Merkle tree, recomputed from indexed, settled value',
  request: { params: z.object({ epoch: Amount }), query: z.object({ ...RewardTreeQuery.shape, ...chain }) },
  responses: ok(RewardTreeView),
});

const claimable = createRoute({
  method: 'get',
  path: '/claimable-dividends',
  tags: ['dividends'],
  summary: 'What an account could claim of the income of its shares',
  request: { query: z.object({ account: Address, cursor: z.string().max(500).optional(), ...chain }) },
  responses: ok(pageOf(ClaimableDividend)),
});

const RankPlace = z.object({ time: z.int().nonnegative(), score: z.int(), provider: Address });
const DividendPlace = z.object({ shareToken: Address, token: Address });

/** What is computed from several resources, each by its own formula. */
export function computedRoutes(readers: ReadonlyMap<string, Reader>): App {
  const router = createRouter();
  const readerOf = (name: string | undefined) =>
    chooseReader(readers, name === undefined ? undefined : [name]);
  router.openapi(standing, async (c) => {
    const query = c.req.valid('query');
    const input = { provider: c.req.valid('param').provider, token: query.token };
    const { block, standing: found } = await readStanding(readerOf(query.chain), input);
    c.header('atoll-block', nameOf(block));
    return c.json(found, 200);
  });
  router.openapi(ranks, async (c) => {
    const { token, limit, cursor, chain: name } = c.req.valid('query');
    const found = await readRanks(readerOf(name), { token, limit, after: placeOf(RankPlace, cursor) });
    c.header('atoll-block', nameOf(found.block));
    return c.json({ items: found.items, ...next(found.next) }, 200);
  });
  router.openapi(tree, async (c) => {
    const { chain: name, ...query } = c.req.valid('query');
    const reader = readerOf(name);
    const block = await lastBlock(reader);
    const found = await epochTree(reader.chain, { epoch: BigInt(c.req.valid('param').epoch), ...query });
    c.header('atoll-block', nameOf(block));
    return c.json(found, 200);
  });
  router.openapi(claimable, async (c) => {
    const { account, cursor, chain: name } = c.req.valid('query');
    const reader = readerOf(name);
    const block = await lastBlock(reader);
    const found = await claimableDividends(reader.chain, { account, after: placeOf(DividendPlace, cursor) });
    c.header('atoll-block', nameOf(block));
    return c.json({ items: found.items, ...next(found.next) }, 200);
  });
  return router;
}
