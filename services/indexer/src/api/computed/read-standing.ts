import { type Address } from '@atoll/schemas/ids';
import { type RankView, type StandingView } from '@atoll/schemas/indexer/standing';
import { listReputations } from '../../store/list-reputations.ts';
import { releaseRateOf } from '../../store/release-rate-of.ts';
import { reputationOf } from '../../store/reputation-of.ts';
import { NothingIndexed } from '../resource/errors.ts';
import { type Reader } from '../resource/reader.ts';

/** A block that something is computed as of. */
export interface Block {
  readonly number: string;
  /** Without `0x`. */
  readonly hash: string;
  readonly timestamp: number;
}

/** @throws NothingIndexed */
export async function lastBlock({ chain }: Reader): Promise<Block> {
  const [row] = await chain.sql<{ number: string; hash: string; timestamp: bigint }[]>`
    select number::text as number, encode(hash, 'hex') as hash, timestamp from cursor`;
  if (row === undefined) throw new NothingIndexed();
  return { ...row, timestamp: Number(row.timestamp) };
}

/**
 * A provider's reputation in a token and how much of what it had to deliver it delivered, as of the last block.
 * @throws NothingIndexed, TokenUnknown
 */
export async function readStanding(
  reader: Reader,
  { provider, token }: { provider: Address; token: Address },
): Promise<{ block: Block; standing: StandingView }> {
  const block = await lastBlock(reader);
  const asOf = { number: Number(block.number), timestamp: block.timestamp };
  const [{ score, weight, buyers, ratings }, { released, value, rate }] = await Promise.all([
    reputationOf(reader.chain, { provider, token, asOf }),
    releaseRateOf(reader.chain, { provider, token, asOf }),
  ]);
  const standing = {
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
  return { block, standing };
}

/** A place in the ranking: the time that all of its pages compare at, and the last item. */
export interface RankPlace {
  readonly time: number;
  readonly score: number;
  readonly provider: Address;
}

/** Providers by their score in a token, best first; every page compares them at the time of the first. @throws NothingIndexed */
export async function readRanks(
  reader: Reader,
  { token, limit, after }: { token: Address; limit: number; after: RankPlace | undefined },
): Promise<{ block: Block; items: RankView[]; next: RankPlace | undefined }> {
  const block = await lastBlock(reader);
  const time = after?.time ?? block.timestamp;
  const found = await listReputations(reader.chain, { token, time, limit: limit + 1, after });
  const items = found.slice(0, limit).map(({ weight, asOf, ...rest }) => ({
    ...rest,
    weight: weight.toString(),
    ratedAt: asOf,
  }));
  const last = items.at(-1);
  const goesOn = found.length > limit && last !== undefined;
  return { block, items, next: goesOn ? { time, score: last.score, provider: last.provider } : undefined };
}
