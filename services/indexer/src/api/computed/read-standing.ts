import type { Address } from '@atoll/schemas/ids';
import type { RankView, StandingView } from '@atoll/schemas/indexer/standing';
import type { Transaction } from '../../store/connection.ts';
import { listReputations } from '../../store/list-reputations.ts';
import { releaseRateOf } from '../../store/release-rate-of.ts';
import { reputationOf } from '../../store/reputation-of.ts';
import type { Block } from './at-block.ts';

/**
 * A provider's reputation in a token and how much of what it had to deliver it delivered, as of the block.
 * @throws TokenUnknown
 */
export async function readStanding(
  sql: Transaction,
  block: Block,
  { provider, token }: { provider: Address; token: Address },
): Promise<StandingView> {
  const asOf = { number: Number(block.number), timestamp: block.timestamp };
  const { score, weight, buyers, ratings } = await reputationOf({ sql }, { provider, token, asOf });
  const { released, value, rate } = await releaseRateOf({ sql }, { provider, token, asOf });
  return {
    provider,
    token,
    score: Number(score),
    weight: weight.toString(),
    buyers,
    ratings,
    released: released.toString(),
    value: value.toString(),
    ...(rate === undefined ? {} : { releaseRate: Number(rate) }),
  };
}

/** A place in the ranking: the time that all of its pages compare at, and the last item. */
export interface RankPlace {
  readonly time: number;
  readonly score: number;
  readonly provider: Address;
}

/** Providers by their score in a token as of the block, best first; every page compares them at the time of the first. */
export async function readRanks(
  sql: Transaction,
  { timestamp, asOf }: Block,
  { token, limit, after }: { token: Address; limit: number; after: RankPlace | undefined },
): Promise<{ items: RankView[]; next: RankPlace | undefined }> {
  const time = after?.time ?? timestamp;
  const found = await listReputations({ sql }, { token, time, limit: limit + 1, after, asOf });
  const items = found.slice(0, limit).map(({ weight, asOf: ratedAt, ...rest }) => ({
    ...rest,
    weight: weight.toString(),
    ratedAt,
  }));
  const last = items.at(-1);
  const goesOn = found.length > limit && last !== undefined;
  return { items, next: goesOn ? { time, score: last.score, provider: last.provider } : undefined };
}
