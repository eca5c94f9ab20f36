import type { EventOf } from '../decode/market-event.ts';
import { collateralAfter, type CollateralMove } from './collateral-after.ts';
import { placeOf, type Projection, type Step } from './projection.ts';
import type { WorkingSet } from './working-set.ts';

type Registration = EventOf<'providerRegistry.ProviderRegistered' | 'providerRegistry.ProviderUpdated'>;

function register(rows: WorkingSet, event: Registration): boolean {
  const { provider, operator, payout, endpoint } = event;
  const before = rows.get('providers', { provider });
  if (before === undefined && event.name === 'providerRegistry.ProviderUpdated') return false;
  rows.put('providers', {
    provider,
    operator,
    payout,
    endpoint,
    draining: before?.draining ?? false,
    registered_at: before?.registered_at ?? event.blockTimestamp,
    registered_block: before?.registered_block ?? event.blockNumber,
    registered_log: before?.registered_log ?? event.logIndex,
  });
  return true;
}

/** The slots of an environment that is new count at once; of one that was there, its schedule tells. */
function offer(rows: WorkingSet, event: EventOf<'providerRegistry.EnvironmentSet'>): boolean {
  const key = { provider: event.provider, environment: event.environment };
  const before = rows.get('environments', key);
  const { resourcesDigest: resources_digest, token, pricePerSecond: price_per_second, slots } = event.details;
  const offered = { ...key, resources_digest, token, price_per_second, active: event.details.active };
  rows.put('environments', {
    ...offered,
    slots: before?.slots ?? slots,
    next_slots: before?.next_slots ?? slots,
    slots_from: before?.slots_from ?? event.blockTimestamp,
    load: before?.load ?? 0n,
    load_at: before?.load_at ?? event.blockTimestamp,
    set_block: event.blockNumber,
    set_log: event.logIndex,
  });
  rows.append('environment_offers', {
    ...placeOf(event),
    ...offered,
    slots,
    offered_at: event.blockTimestamp,
  });
  return true;
}

type CollateralEvent = EventOf<
  | 'providerRegistry.CollateralDeposited'
  | 'providerRegistry.CollateralUnbonding'
  | 'providerRegistry.CollateralWithdrawn'
  | 'providerRegistry.CollateralSlashed'
  | 'providerRegistry.CollateralFrozen'
  | 'providerRegistry.CollateralUnfrozen'
>;

const nothing = { bonded: 0n, unbonding: 0n, frozen: 0n, slashed: 0n };

function moveCollateral(rows: WorkingSet, event: CollateralEvent, kind: CollateralMove): boolean {
  const { provider, token, amount } = event;
  const key = { provider, token };
  const before = rows.get('collateral', key) ?? nothing;
  const job_id = 'jobId' in event ? event.jobId : null;
  // An order that expires is slashed before its end is told; a ruling follows an end.
  const ruled = kind === 'slashed' && job_id !== null && rows.get('jobs', { job_id })?.state === 'ended';
  rows.put('collateral', { ...key, ...collateralAfter(before, kind, amount, ruled) });
  rows.append('collateral_moves', {
    ...placeOf(event),
    ...key,
    kind,
    amount,
    job_id,
    available_at: 'availableAt' in event ? event.availableAt : null,
    moved_at: event.blockTimestamp,
  });
  return true;
}

const collateralStep = (kind: CollateralMove): Step<CollateralEvent> => ({
  readsFirst: (event, read) => {
    if ('jobId' in event) read('jobs', { job_id: event.jobId });
  },
  reads: (event, read) => read('collateral', { provider: event.provider, token: event.token }),
  apply: (rows, event) => moveCollateral(rows, event, kind),
});

const registration: Step<Registration> = {
  reads: (event, read) => read('providers', { provider: event.provider }),
  apply: register,
};

/** Providers, what they offer and what they staked. */
export const providerProjection: Projection = {
  'providerRegistry.ProviderRegistered': registration,
  'providerRegistry.ProviderUpdated': registration,
  'providerRegistry.ProviderDrainingChanged': {
    reads: (event, read) => read('providers', { provider: event.provider }),
    apply: (rows, event) => {
      const before = rows.get('providers', { provider: event.provider });
      if (before === undefined) return false;
      rows.put('providers', { ...before, draining: event.draining });
      return true;
    },
  },
  'providerRegistry.EnvironmentSet': {
    reads: ({ provider, environment }, read) => read('environments', { provider, environment }),
    apply: offer,
  },
  'providerRegistry.SlotsScheduled': {
    reads: ({ provider, environment }, read) => read('environments', { provider, environment }),
    apply: (rows, event) => {
      const { provider, environment, slots, nextSlots: next_slots, slotsFrom: slots_from } = event;
      const before = rows.get('environments', { provider, environment });
      if (before === undefined) return false;
      rows.put('environments', { ...before, slots, next_slots, slots_from });
      return true;
    },
  },
  'providerRegistry.CollateralDeposited': collateralStep('deposited'),
  'providerRegistry.CollateralUnbonding': collateralStep('unbonding'),
  'providerRegistry.CollateralWithdrawn': collateralStep('withdrawn'),
  'providerRegistry.CollateralSlashed': collateralStep('slashed'),
  'providerRegistry.CollateralFrozen': collateralStep('frozen'),
  'providerRegistry.CollateralUnfrozen': collateralStep('unfrozen'),
};
