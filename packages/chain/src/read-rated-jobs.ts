import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { ratingsAbi } from '@atoll/contracts/generated/ratings';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { getAbiItem, type Log, padHex, parseEventLogs, toEventSelector } from 'viem';
import type { Chain } from './chain.ts';
import { ChainUnavailable } from './errors.ts';
import { timeOfBlock } from './read-block-time.ts';
import { type LogQuery, readContractLogs } from './read-contract-logs.ts';
import { translated } from './translate.ts';

/** A rating with what weighs it, as the events of the chain tell it. */
export interface RatedJobOnChain {
  readonly jobId: Bytes32;
  readonly buyer: Address;
  readonly token: Address;
  /** 1 to 5. */
  readonly score: number;
  /** What the buyer paid, in the token's smallest unit. */
  readonly paid: bigint;
  /** Block time of the job's end, in seconds. */
  readonly endedAt: bigint;
  /** Whether the buyer was the provider, its operator or its payout when it ordered. */
  readonly own: boolean;
}

/** Jobs whose ends one request asks for. */
const jobsAtOnce = 100;

/** All logs of a contract from its first block on. */
async function readLogs(chain: Chain, address: Address, topics: LogQuery['topics'] & object, until: number) {
  const query = { addresses: [address], topics, from: chain.startBlock, to: until };
  const found: Log[] = [];
  for await (const logs of readContractLogs(chain, query)) found.push(...logs);
  return found;
}

const selector = {
  rated: toEventSelector(getAbiItem({ abi: ratingsAbi, name: 'Rated' })),
  ordered: toEventSelector(getAbiItem({ abi: jobsAbi, name: 'JobOrdered' })),
  settled: toEventSelector(getAbiItem({ abi: jobsAbi, name: 'JobSettled' })),
  ended: toEventSelector(getAbiItem({ abi: jobsAbi, name: 'JobEnded' })),
  registered: toEventSelector(getAbiItem({ abi: providerRegistryAbi, name: 'ProviderRegistered' })),
  updated: toEventSelector(getAbiItem({ abi: providerRegistryAbi, name: 'ProviderUpdated' })),
};

interface Place {
  readonly blockNumber: bigint;
  readonly logIndex: number;
}

const isBefore = (one: Place, other: Place): boolean =>
  one.blockNumber < other.blockNumber ||
  (one.blockNumber === other.blockNumber && one.logIndex < other.logIndex);

/** When the jobs ended, by their ids. */
async function endTimes(
  chain: Chain,
  jobIds: readonly Bytes32[],
  until: number,
): Promise<Map<string, bigint>> {
  const times = new Map<string, bigint>();
  const timeOf = new Map<bigint, Promise<number>>();
  for (let from = 0; from < jobIds.length; from += jobsAtOnce) {
    const topics = [[selector.settled, selector.ended], jobIds.slice(from, from + jobsAtOnce)];
    const logs = await readLogs(chain, chain.addresses.jobs, topics, until);
    for (const { args, blockNumber } of parseEventLogs({
      abi: jobsAbi,
      logs,
      eventName: ['JobSettled', 'JobEnded'],
      strict: true,
    })) {
      const time = timeOf.get(blockNumber) ?? timeOfBlock(chain, blockNumber);
      timeOf.set(blockNumber, time);
      times.set(args.jobId, BigInt(await time));
    }
  }
  return times;
}

/**
 * Every rating of a provider, in the order of the chain, with what its score takes, from events alone.
 *
 * @param input.until block up to which; default the head
 * @throws ChainUnavailable (retryable)
 * @example const ratings = await readRatedJobs(chain, { provider });
 */
export async function readRatedJobs(
  chain: Chain,
  input: { provider: Address; until?: number },
): Promise<RatedJobOnChain[]> {
  const { jobs, providerRegistry, ratings } = chain.addresses;
  const until =
    input.until ?? Number(await translated('eth_blockNumber', () => chain.publicClient.getBlockNumber()));
  const topic = padHex(input.provider, { size: 32 });
  const rated = parseEventLogs({
    abi: ratingsAbi,
    logs: await readLogs(chain, ratings, [selector.rated, null, null, topic], until),
    eventName: 'Rated',
    strict: true,
  });
  const orders = new Map(
    parseEventLogs({
      abi: jobsAbi,
      logs: await readLogs(chain, jobs, [selector.ordered, null, null, topic], until),
      eventName: 'JobOrdered',
      strict: true,
    }).map((log) => [log.args.jobId, log] as const),
  );
  const registrations = parseEventLogs({
    abi: providerRegistryAbi,
    logs: await readLogs(chain, providerRegistry, [[selector.registered, selector.updated], topic], until),
    eventName: ['ProviderRegistered', 'ProviderUpdated'],
    strict: true,
  });
  const ends = await endTimes(
    chain,
    rated.map(({ args }) => Bytes32.parse(args.jobId)),
    until,
  );
  return rated.map(({ args: { jobId, score, paid, ...who } }) => {
    const order = orders.get(jobId);
    const endedAt = ends.get(jobId);
    if (order === undefined || endedAt === undefined) {
      throw new ChainUnavailable({ what: `job ${jobId} was rated, and its order or end is not told` });
    }
    const buyer = Address.parse(who.buyer);
    const operator = registrations.filter((each) => isBefore(each, order)).at(-1)?.args.operator;
    const own = [input.provider, order.args.order.payout, ...(operator === undefined ? [] : [operator])];
    return {
      jobId: Bytes32.parse(jobId),
      ...{ buyer, score, paid, endedAt },
      token: Address.parse(order.args.order.token),
      own: own.some((each) => Address.parse(each) === buyer),
    };
  });
}
