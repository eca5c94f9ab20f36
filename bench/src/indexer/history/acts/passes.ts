import { passIdOf } from '@atoll/indexer/project/passes';
import { contracts } from '../deployment.ts';
import type { HistoryLog } from '../encode-event.ts';
import { events } from '../events.ts';
import { collect } from '../ledger.ts';
import { below, oneOf, someone, type World, zeroAddress } from '../world.ts';

const year = 365 * 86_400;

/** A dataset's owner offers prepaid runs at a tenth less. */
export function openSeries(world: World): readonly HistoryLog[] {
  const dataset = oneOf(world, world.datasets);
  if (dataset === undefined || dataset.seriesCount > 2) return [];
  dataset.seriesCount += 1;
  const series = {
    dataset,
    number: dataset.seriesCount,
    id: passIdOf(dataset.id, dataset.seriesCount),
    price: (dataset.price * 9n) / 10n,
    holders: [],
  };
  world.series.push(series);
  return [
    events.seriesOpened({
      assetId: dataset.id,
      series: series.number,
      id: series.id,
      details: {
        token: dataset.token,
        price: series.price,
        expiresAt: world.now + year,
        supply: 1_000_000,
        transferable: true,
      },
    }),
  ];
}

export function buyPasses(world: World): readonly HistoryLog[] {
  const series = oneOf(world, world.series);
  if (series === undefined || !series.dataset.active) return [];
  const buyer = someone(world);
  const units = 1 + below(world, 10);
  const paid = series.price * BigInt(units);
  const holder = series.holders.find(({ account }) => account === buyer);
  if (holder === undefined) series.holders.push({ account: buyer, units });
  else holder.units += units;
  return [
    events.passesSold({ assetId: series.dataset.id, series: series.number, buyer, units, paid }),
    collect(world, series.dataset.token, contracts.accessPass, paid),
    events.passMoved({ operator: buyer, from: zeroAddress, to: buyer, id: series.id, value: BigInt(units) }),
  ];
}
