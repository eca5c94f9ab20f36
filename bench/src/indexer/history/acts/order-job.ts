import { maximumOf } from '@atoll/chain/maximum-of';
import type { Address } from '@atoll/schemas/ids';
import type { Leg, Order } from '@atoll/schemas/order';
import { contracts } from '../deployment.ts';
import type { HistoryLog } from '../encode-event.ts';
import { events } from '../events.ts';
import { credit, creditOf, debit } from '../ledger.ts';
import {
  accountOf,
  type Algorithm,
  below,
  chance,
  type Dataset,
  feeRate,
  type MarketProvider,
  oneOf,
  relayer,
  type Series,
  someone,
  someWord,
  takeOneOf,
  type World,
  zeroAddress,
} from '../world.ts';

const month = 30 * 86_400;

interface Choice {
  readonly buyer: Address;
  readonly provider: MarketProvider;
  readonly datasets: readonly Dataset[];
  readonly algorithm: Algorithm;
  readonly series: Series | undefined;
}

function choiceWith(
  world: World,
  dataset: Dataset | undefined,
  buyer: Address,
  series?: Series,
): Choice | undefined {
  if (dataset === undefined || !dataset.active) return undefined;
  const algorithm = oneOf(world, dataset.approved);
  if (algorithm === undefined) return undefined;
  const { provider } = dataset;
  const further = series === undefined && chance(world, 0.15) ? oneOf(world, provider.datasets) : undefined;
  const fits = further !== undefined && further.active && further.approved.includes(algorithm);
  const datasets = fits && further !== dataset ? [dataset, further] : [dataset];
  return { buyer, provider, datasets, algorithm, series };
}

/** A run that was paid for in advance, by one of those who hold the pass. */
function choosePass(world: World): Choice | undefined {
  const series = oneOf(world, world.series);
  const holder = series && takeOneOf(world, series.holders);
  if (series === undefined || holder === undefined) return undefined;
  const choice = choiceWith(world, series.dataset, holder.account, series);
  const units = choice === undefined ? holder.units : holder.units - 1;
  if (units > 0) series.holders.push({ ...holder, units });
  return choice;
}

const legOf = (asset: Algorithm, price: bigint, series: number): Leg => ({
  assetId: asset.id,
  metadataDigest: asset.metadataDigest,
  payee: accountOf(asset),
  price,
  series,
});

function write(world: World, choice: Choice): Order | undefined {
  const { provider, series } = choice;
  const environment = oneOf(world, provider.environments);
  if (environment === undefined) return undefined;
  const ascending = choice.datasets.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const maxSeconds = 60 * (1 + below(world, 240));
  // one in forty is to expire: its provider would have to be faster than a block
  const runBy = chance(world, 0.025) ? world.now + 1 : world.now + month;
  return {
    buyer: choice.buyer,
    provider: provider.account,
    payout: provider.payout,
    token: provider.token,
    environment: environment.id,
    datasets: ascending.map((dataset) =>
      series?.dataset === dataset
        ? legOf(dataset, series.price, series.number)
        : legOf(dataset, dataset.price, 0),
    ),
    algorithm: legOf(choice.algorithm, choice.algorithm.price, 0),
    parametersDigest: someWord(world.random),
    recipient: someWord(world.random),
    pricePerSecond: environment.price,
    maxSeconds,
    failureCap: (environment.price * BigInt(maxSeconds)) / 2n,
    relayFee: chance(world, 0.3) ? 50_000n : 0n,
    feeRate,
    runBy,
    reviewBy: runBy + month,
    settleBy: runBy + 2 * month,
    salt: someWord(world.random),
  };
}

/** A buyer orders a run: from a wallet, from credit where that covers it, or with a pass. */
export function orderJob(world: World): readonly HistoryLog[] {
  const choice = chance(world, 0.06)
    ? choosePass(world)
    : choiceWith(world, oneOf(world, world.datasets), someone(world));
  const order = choice && write(world, choice);
  if (choice === undefined || order === undefined) return [];
  const { series, provider } = choice;
  const { buyer, token, relayFee } = order;
  const jobId = someWord(world.random);
  const maximum = maximumOf(order);
  const logs: HistoryLog[] = [];
  const prepaid = series?.price ?? 0n;
  if (series !== undefined) {
    debit(world, token, contracts.accessPass, prepaid);
    logs.push(
      events.passMoved({
        operator: contracts.jobs,
        from: buyer,
        to: zeroAddress,
        id: series.id,
        value: 1n,
      }),
    );
  }
  if (creditOf(world, token, buyer) >= maximum - prepaid) debit(world, token, buyer, maximum - prepaid);
  logs.push(events.jobOrdered({ jobId, buyer, provider: order.provider, maximum, order }));
  if (relayFee > 0n) {
    const sender = relayer(world);
    credit(world, token, sender, relayFee);
    logs.push(events.orderRelayed({ jobId, relayer: sender, fee: relayFee }));
  }
  world.open.push({
    id: jobId,
    order,
    maximum,
    provider,
    datasets: choice.datasets.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    algorithm: choice.algorithm,
    series,
    orderedAt: world.now,
    reported: undefined,
  });
  return logs;
}
