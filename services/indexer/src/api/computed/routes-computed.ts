import { Address, Amount } from '@atoll/schemas/ids';
import { ClaimableDividend } from '@atoll/schemas/indexer/claimable-dividends';
import { RewardTreeQuery, RewardTreeView } from '@atoll/schemas/indexer/reward-tree';
import { RankView, StandingView } from '@atoll/schemas/indexer/standing';
import { pageOf } from '@atoll/schemas/indexer-api';
import { type App, createRouter } from '@atoll/server-kit/app';
import { createRoute, z } from '@hono/zod-openapi';
import { keyOptional, refusals } from '../../access/describe-access.ts';
import { describedAsOf, headers } from '../describe-routes.ts';
import { claimableDividends } from '../income/claimable-dividends.ts';
import { epochTree } from '../income/epoch-tree.ts';
import { MalformedQuery } from '../resource/errors.ts';
import { blockForm } from '../resource/request.ts';
import { chooseReader } from '../resource/readers.ts';
import type { Reader } from '../resource/reader.ts';
import { isFresh } from '../reply.ts';
import { atBlock, type Block } from './at-block.ts';
import { readRanks, readStanding } from './read-standing.ts';

const ok = <T extends z.ZodType>(schema: T) => ({
  200: {
    description: 'as of the block that the header names',
    headers,
    content: { 'application/json': { schema } },
  },
  304: { description: 'nothing changed' },
  ...refusals(
    'not_found',
    'chain_unknown',
    'block_unknown',
    'block_not_kept',
    'query_too_costly',
    'not_ready',
  ),
});

const common = {
  chain: z.string().max(40).optional(),
  asOf: z
    .string()
    .regex(blockForm, 'expected a block number')
    .transform(Number)
    .optional()
    .openapi({ type: 'string', description: describedAsOf }),
};
/** A place of a list as a cursor; whoever bends it begins at another place. */
const placeOf = <T extends z.ZodType>(schema: T, cursor: string | undefined): z.infer<T> | undefined => {
  if (cursor === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new MalformedQuery('query.cursor', 'expected the `next` of an earlier page');
  }
};
const cursorOf = (place: object): string => Buffer.from(JSON.stringify(place)).toString('base64url');
const next = (place: object | undefined): { next?: string } =>
  place === undefined ? {} : { next: cursorOf(place) };

const standing = createRoute({
  method: 'get',
  path: '/providers/{provider}/standing',
  security: keyOptional,
  tags: ['providers'],
  summary: 'Reputation and release rate of a provider in a token',
  request: { params: z.object({ provider: Address }), query: z.object({ token: Address, ...common }) },
  responses: ok(StandingView),
});

const ranks = createRoute({
  method: 'get',
  path: '/reputations',
  security: keyOptional,
  tags: ['providers'],
  summary: 'Providers by their score in a token, best first',
  request: {
    query: z.object({
      token: Address,
      limit: z.coerce.number().int().min(1).max(100).default(20),
      cursor: z.string().max(500).optional(),
      ...common,
    }),
  },
  responses: ok(pageOf(RankView)),
});

const tree = createRoute({
  method: 'get',
  path: '/reward-epochs/{epoch}/tree',
  security: keyOptional,
  tags: ['reward-epochs'],
  summary: 'The rewards of an epoch and their Merkle tree, recomputed from indexed, settled value',
  request: { params: z.object({ epoch: Amount }), query: z.object({ ...RewardTreeQuery.shape, ...common }) },
  responses: ok(RewardTreeView),
});

const claimable = createRoute({
  method: 'get',
  path: '/claimable-dividends',
  security: keyOptional,
  tags: ['dividends'],
  summary: 'What an account could claim of the income of its shares',
  request: { query: z.object({ account: Address, cursor: z.string().max(500).optional(), ...common }) },
  responses: ok(pageOf(ClaimableDividend)),
});

const RankPlace = z.object({ time: z.int().nonnegative(), score: z.int(), provider: Address });
const DividendPlace = z.object({ shareToken: Address, token: Address });

/** An answer as it is tagged. */
const tagged = ({ number, hash }: Block, found: object) => ({ body: JSON.stringify(found), number, hash });

/** What is computed from several resources, each by its own formula. */
export function computedRoutes(readers: ReadonlyMap<string, Reader>): App {
  const router = createRouter();
  const readerOf = (name: string | undefined) =>
    chooseReader(readers, name === undefined ? undefined : [name]);
  router.openapi(standing, async (c) => {
    const { chain, asOf, token } = c.req.valid('query');
    const input = { provider: c.req.valid('param').provider, token };
    const { block, found } = await atBlock(readerOf(chain), asOf, (sql, at) => readStanding(sql, at, input));
    if (isFresh(c, tagged(block, found))) return c.body(null, 304);
    return c.json(found, 200);
  });
  router.openapi(ranks, async (c) => {
    const { chain, asOf, token, limit, cursor } = c.req.valid('query');
    const input = { token, limit, after: placeOf(RankPlace, cursor) };
    const { block, found } = await atBlock(readerOf(chain), asOf, (sql, at) => readRanks(sql, at, input));
    const page = { items: found.items, ...next(found.next) };
    if (isFresh(c, tagged(block, page))) return c.body(null, 304);
    return c.json(page, 200);
  });
  router.openapi(tree, async (c) => {
    const { chain, asOf, ...query } = c.req.valid('query');
    const reader = readerOf(chain);
    const input = { epoch: BigInt(c.req.valid('param').epoch), ...query };
    const { contracts } = reader.chain;
    const { block, found } = await atBlock(reader, asOf, (sql) => epochTree({ sql, contracts, asOf }, input));
    if (isFresh(c, tagged(block, found))) return c.body(null, 304);
    return c.json(found, 200);
  });
  router.openapi(claimable, async (c) => {
    const { chain, asOf, account, cursor } = c.req.valid('query');
    const input = { account, after: placeOf(DividendPlace, cursor) };
    const { block, found } = await atBlock(readerOf(chain), asOf, (sql) =>
      claimableDividends({ sql, asOf }, input),
    );
    const page = { items: found.items, ...next(found.next) };
    if (isFresh(c, tagged(block, page))) return c.body(null, 304);
    return c.json(page, 200);
  });
  return router;
}
