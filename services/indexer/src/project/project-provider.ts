import { type PlacedEvent } from '../decode/market-event.ts';
import { type WorkingSet } from './working-set.ts';

type CollateralEvent = Extract<
  PlacedEvent,
  { name: 'CollateralDeposited' | 'CollateralUnbonding' | 'CollateralWithdrawn' | 'CollateralSlashed' }
>;
export type ProviderEvent =
  | Extract<PlacedEvent, { name: 'ProviderRegistered' | 'ProviderUpdated' | 'EnvironmentSet' }>
  | CollateralEvent;

interface Collateral {
  bonded: bigint;
  unbonding: bigint;
}

/** Collateral after an event; a slash takes what is bonded first, then what is unbonding, as the contract does. */
export function collateralAfter(before: Collateral, event: CollateralEvent): Collateral {
  const { bonded, unbonding } = before;
  switch (event.name) {
    case 'CollateralDeposited':
      return { bonded: bonded + event.amount, unbonding };
    case 'CollateralUnbonding':
      return { bonded: bonded - event.amount, unbonding: unbonding + event.amount };
    case 'CollateralWithdrawn':
      return { bonded, unbonding: unbonding - event.amount };
    case 'CollateralSlashed': {
      const fromBonded = event.amount < bonded ? event.amount : bonded;
      return { bonded: bonded - fromBonded, unbonding: unbonding - (event.amount - fromBonded) };
    }
  }
}

/** Applies an event of the provider registry; false where an update speaks of a provider that never registered. */
export function projectProvider(rows: WorkingSet, event: ProviderEvent): boolean {
  switch (event.name) {
    case 'ProviderRegistered':
    case 'ProviderUpdated': {
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
      });
      return true;
    }
    case 'EnvironmentSet':
      rows.put('environments', {
        provider: event.provider,
        environment: event.environment,
        resources_digest: event.resourcesDigest,
        token: event.token,
        price_per_second: event.pricePerSecond,
        slots: event.slots,
        active: event.active,
      });
      return true;
    case 'CollateralDeposited':
    case 'CollateralUnbonding':
    case 'CollateralWithdrawn':
    case 'CollateralSlashed': {
      const key = { provider: event.provider, token: event.token };
      const before = rows.get('collateral', key) ?? { bonded: 0n, unbonding: 0n };
      rows.put('collateral', { ...key, ...collateralAfter(before, event) });
      return true;
    }
  }
}
