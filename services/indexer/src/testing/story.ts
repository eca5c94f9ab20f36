import type { PackedPayment } from '@atoll/chain/payments';
import type { MarketEvent, PlacedEvent, Position } from '../decode/market-event.ts';
import { projectionsOf } from '../project/projections.ts';
import { MemoryStore } from './memory-store.ts';
import { someContracts } from './some-contracts.ts';

/** Events told one after another, each in a block of its own, ten seconds later than the one before. */
export class Story {
  readonly #events: PlacedEvent[] = [];
  time = 1_000_000;

  /** Lets time pass before the next event. */
  wait(seconds: number): this {
    this.time += seconds;
    return this;
  }

  tell(...events: readonly MarketEvent[]): this {
    for (const event of events) {
      this.time += 10;
      const blockNumber = this.#events.length + 1;
      const position: Position = {
        emitter: `0x${'e'.repeat(40)}`,
        blockNumber,
        logIndex: 0,
        blockTimestamp: this.time,
        transactionHash: `0x${blockNumber.toString(16).padStart(64, '0')}`,
      };
      this.#events.push(placed(event, position));
    }
    return this;
  }

  /** Its last block. */
  get length(): number {
    return this.#events.length;
  }

  /** What every projection makes of it up to a block, in batches of so many events. */
  fold(batch = 3, upTo = this.length): MemoryStore {
    const store = new MemoryStore(projectionsOf(someContracts()));
    const events = this.#events.slice(0, upTo);
    for (let at = 0; at < events.length; at += batch) store.fold(events.slice(at, at + batch));
    return store;
  }
}

/**
 * An event with its place.
 * Guarantee: the union of events spread over a place is the union of placed events; the compiler gives up on its size.
 */
const placed = (event: MarketEvent, position: Position) =>
  Object.assign({}, event, position) as unknown as PlacedEvent;

export const account = (digit: string): `0x${string}` => `0x${digit.repeat(40).slice(0, 40)}`;
export const digest = (digit: string): `0x${string}` => `0x${digit.repeat(64).slice(0, 64)}`;

const [provider, operator, payout, buyer, token] = [
  account('1'),
  account('2'),
  account('3'),
  account('4'),
  account('5'),
];
/** Who plays in the stories. */
export const cast = { provider, operator, payout, buyer, token, environment: digest('e') };

export const registered = {
  name: 'providerRegistry.ProviderRegistered',
  ...{ provider, operator, payout, endpoint: 'https://provider.example' },
} as const;

/** An environment for rent. */
export const rented = (slots = 4, pricePerSecond = 10_000n) =>
  ({
    name: 'providerRegistry.EnvironmentSet',
    provider,
    environment: cast.environment,
    details: { resourcesDigest: digest('d'), token, pricePerSecond, slots, active: true },
  }) as const;

/** An order of one dataset (7, at 500) and one algorithm (8, at 300), compute at 2 a second. */
export const ordered = (jobId: `0x${string}`, by: `0x${string}` = buyer) => {
  const leg = { metadataDigest: digest('a'), payee: account('9'), series: 0 };
  return {
    name: 'jobs.JobOrdered',
    jobId,
    buyer: by,
    provider,
    maximum: 2_050n,
    order: {
      ...{ buyer: by, provider, payout, token, environment: cast.environment },
      datasets: [{ ...leg, assetId: 7n, price: 500n }],
      algorithm: { ...leg, assetId: 8n, price: 300n },
      ...{ parametersDigest: digest('b'), recipient: digest('c'), salt: jobId },
      ...{ pricePerSecond: 2n, maxSeconds: 600, failureCap: 700n, relayFee: 0n, feeRate: 250 },
      ...{ runBy: 2_000_000, reviewBy: 2_000_000, settleBy: 2_000_000 },
    },
  } as const;
};

/** An end by receipt. */
export const settled = (
  jobId: `0x${string}`,
  outcome: 'released' | 'withheld' | 'algorithm_failed' | 'provider_failed' | 'refused' = 'released',
  computeSeconds = 60,
  payments: readonly PackedPayment[] = [],
) =>
  ({
    name: 'jobs.JobSettled',
    jobId,
    receipt: {
      jobId,
      outcome,
      computeSeconds,
      resultDigest: digest(outcome === 'released' ? 'f' : '0'),
      statementDigest: digest('f'),
      outputsRoot: digest('0'),
    },
    payments,
  }) as const;
