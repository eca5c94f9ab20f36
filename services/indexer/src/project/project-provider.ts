import { type PlacedEvent } from '../decode/market-event.ts';
import { type WorkingSet } from './working-set.ts';

type CollateralEvent = Extract<
  PlacedEvent,
  {
    name:
      | 'CollateralDeposited'
      | 'CollateralUnbonding'
      | 'CollateralWithdrawn'
      | 'CollateralSlashed'
      | 'CollateralFrozen'
      | 'CollateralUnfrozen';
  }
>;
type RegistrationEvent = Extract<PlacedEvent, { name: 'ProviderRegistered' | 'ProviderUpdated' }>;
type EnvironmentEvent = Extract<PlacedEvent, { name: 'EnvironmentSet' | 'SlotsScheduled' }>;
type DrainingEvent = Extract<PlacedEvent, { name: 'ProviderDrainingChanged' }>;
export type ProviderEvent = RegistrationEvent | EnvironmentEvent | DrainingEvent | CollateralEvent;

interface Collateral {
  bonded: bigint;
  unbonding: bigint;
  /** Held by open disputes. */
  frozen: bigint;
}

/** Takes up to what is bonded, the rest of what is unbonding: what slashing and freezing do. */
function takenOut({ bonded, unbonding, frozen }: Collateral, amount: bigint): Collateral {
  const fromBonded = amount < bonded ? amount : bonded;
  return { bonded: bonded - fromBonded, unbonding: unbonding - (amount - fromBonded), frozen };
}

/**
 * Collateral after an event, by the contract's rules.
 * @param ruled whether a slash is that of a ruling, which takes what was frozen; every other takes what is there
 */
export function collateralAfter(
  before: Collateral,
  event: Pick<CollateralEvent, 'name' | 'amount'>,
  ruled: boolean,
): Collateral {
  const { bonded, unbonding, frozen } = before;
  const { amount } = event;
  switch (event.name) {
    case 'CollateralDeposited':
      return { bonded: bonded + amount, unbonding, frozen };
    case 'CollateralUnbonding':
      return { bonded: bonded - amount, unbonding: unbonding + amount, frozen };
    case 'CollateralWithdrawn':
      return { bonded, unbonding: unbonding - amount, frozen };
    case 'CollateralFrozen':
      return { ...takenOut(before, amount), frozen: frozen + amount };
    case 'CollateralUnfrozen':
      return { bonded: bonded + amount, unbonding, frozen: frozen - amount };
    case 'CollateralSlashed':
      return ruled ? { bonded, unbonding, frozen: frozen - amount } : takenOut(before, amount);
  }
}

function register(rows: WorkingSet, event: RegistrationEvent): boolean {
  const { provider, operator, payout, endpoint } = event;
  const before = rows.get('providers', { provider });
  if (before === undefined && event.name === 'ProviderUpdated') return false;
  rows.put('providers', {
    provider,
    operator,
    payout,
    endpoint,
    registered_block: before?.registered_block ?? event.blockNumber,
    registered_log: before?.registered_log ?? event.logIndex,
    draining: before?.draining ?? false,
  });
  return true;
}

function drain(rows: WorkingSet, event: DrainingEvent): boolean {
  const before = rows.get('providers', { provider: event.provider });
  if (before === undefined) return false;
  rows.put('providers', { ...before, draining: event.draining });
  return true;
}

/** The slots of an environment that is new count at once; of one that was there, its schedule tells. */
function rent(rows: WorkingSet, event: EnvironmentEvent): boolean {
  const key = { provider: event.provider, environment: event.environment };
  const before = rows.get('environments', key);
  if (event.name === 'SlotsScheduled') {
    if (before === undefined) return false;
    const { slots, nextSlots: next_slots, slotsFrom: slots_from } = event;
    rows.put('environments', { ...before, slots, next_slots, slots_from });
    return true;
  }
  rows.put('environments', {
    ...key,
    resources_digest: event.resourcesDigest,
    token: event.token,
    price_per_second: event.pricePerSecond,
    active: event.active,
    slots: before?.slots ?? event.slots,
    next_slots: before?.next_slots ?? event.slots,
    slots_from: before?.slots_from ?? event.blockTimestamp,
  });
  return true;
}

function hold(rows: WorkingSet, event: CollateralEvent): boolean {
  const key = { provider: event.provider, token: event.token };
  const before = rows.get('collateral', key) ?? { bonded: 0n, unbonding: 0n, frozen: 0n };
  // an order that expires is slashed before its end is told; a ruling follows an end
  const ruled =
    event.name === 'CollateralSlashed' && rows.get('jobs', { job_id: event.jobId })?.state === 'ended';
  rows.put('collateral', { ...key, ...collateralAfter(before, event, ruled) });
  return true;
}

/** Applies an event of the provider registry; false where it speaks of something that was never registered. */
export function projectProvider(rows: WorkingSet, event: ProviderEvent): boolean {
  switch (event.name) {
    case 'ProviderRegistered':
    case 'ProviderUpdated':
      return register(rows, event);
    case 'ProviderDrainingChanged':
      return drain(rows, event);
    case 'EnvironmentSet':
    case 'SlotsScheduled':
      return rent(rows, event);
    case 'CollateralDeposited':
    case 'CollateralUnbonding':
    case 'CollateralWithdrawn':
    case 'CollateralSlashed':
    case 'CollateralFrozen':
    case 'CollateralUnfrozen':
      return hold(rows, event);
  }
}
