import { paymentTokens } from '../deployment.ts';
import type { HistoryLog } from '../encode-event.ts';
import { events } from '../events.ts';
import {
  below,
  cents,
  chance,
  type MarketProvider,
  oneOf,
  someAddress,
  someWord,
  type World,
} from '../world.ts';

function bond(provider: MarketProvider, amount: bigint): HistoryLog {
  provider.bonded += amount;
  const { account, token } = provider;
  return events.collateralDeposited({ provider: account, token, amount });
}

const fields = (provider: MarketProvider) => ({
  provider: provider.account,
  operator: provider.operator,
  payout: provider.payout,
  endpoint: `https://${provider.account.slice(2, 10)}.example`,
});

const set = (
  provider: MarketProvider,
  { id, resources, price, slots }: MarketProvider['environments'][number],
) =>
  events.environmentSet({
    provider: provider.account,
    environment: id,
    details: {
      resourcesDigest: resources,
      token: provider.token,
      pricePerSecond: price,
      slots,
      active: true,
    },
  });

/** A provider with one to three environments and collateral. */
export function registerProvider(world: World): readonly HistoryLog[] {
  const { random } = world;
  const provider: MarketProvider = {
    account: someAddress(random),
    operator: someAddress(random),
    payout: someAddress(random),
    token: oneOf(world, paymentTokens) ?? paymentTokens[0],
    environments: Array.from({ length: 1 + below(world, 3) }, () => ({
      id: someWord(random),
      resources: someWord(random),
      price: BigInt(100 + below(world, 2_000)),
      slots: 1 + below(world, 16),
    })),
    datasets: [],
    bonded: 0n,
    unbonding: 0n,
  };
  world.providers.push(provider);
  return [
    events.providerRegistered(fields(provider)),
    ...provider.environments.map((environment) => set(provider, environment)),
    bond(provider, cents(world, 1_000_000, 10_000_000)),
  ];
}

/** A provider changes its operator, the price or the slots of an environment, or its collateral. */
export function changeProvider(world: World): readonly HistoryLog[] {
  const provider = oneOf(world, world.providers);
  const environment = provider && oneOf(world, provider.environments);
  if (provider === undefined || environment === undefined) return [];
  switch (below(world, 6)) {
    case 0:
      provider.operator = someAddress(world.random);
      return [events.providerUpdated(fields(provider))];
    case 1:
      environment.price = BigInt(100 + below(world, 2_000));
      return [set(provider, environment)];
    case 2: {
      const before = environment.slots;
      environment.slots += 1;
      const slotsFrom = world.now + 86_400;
      return [
        set(provider, environment),
        events.slotsScheduled({
          provider: provider.account,
          environment: environment.id,
          slots: before,
          nextSlots: environment.slots,
          slotsFrom,
        }),
      ];
    }
    case 3:
      return [bond(provider, cents(world, 10_000, 1_000_000))];
    case 4:
      return unbond(world, provider);
    default:
      return withdrawCollateral(provider);
  }
}

function unbond(world: World, provider: MarketProvider): readonly HistoryLog[] {
  const amount = provider.bonded / 20n;
  if (amount === 0n || chance(world, 0.5)) return [];
  provider.bonded -= amount;
  provider.unbonding += amount;
  const availableAt = world.now + 7 * 86_400;
  const { account, token } = provider;
  return [events.collateralUnbonding({ provider: account, token, amount, availableAt })];
}

function withdrawCollateral(provider: MarketProvider): readonly HistoryLog[] {
  const amount = provider.unbonding;
  if (amount === 0n) return [];
  provider.unbonding = 0n;
  const { account, token, payout } = provider;
  return [events.collateralWithdrawn({ provider: account, token, to: payout, amount })];
}
