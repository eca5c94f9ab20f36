import type { Address } from '@atoll/schemas/ids';
import { keccak256 } from 'viem';
import type { EventOf } from '../decode/market-event.ts';
import { placeOf, type Projection, type Step } from './projection.ts';
import type { StateRow } from './tables.ts';
import type { WorkingSet } from './working-set.ts';

const zero: Address = `0x${'0'.repeat(40)}`;

const word = (value: bigint | number): string => value.toString(16).padStart(64, '0');

/** The ERC-1155 id of a series: keccak256(abi.encode(assetId, series)), as `AccessPass.idOf` answers. */
export const passIdOf = (assetId: bigint, series: number): bigint =>
  BigInt(keccak256(`0x${word(assetId)}${word(series)}`));

type Series = StateRow<'pass_series'>;
type Trade = EventOf<'accessPass.PassesSold' | 'accessPass.PassesGiven' | 'accessPass.PassesRefunded'>;

/** Tells what became of passes, and counts it in their series. */
function tell(
  rows: WorkingSet,
  series: Series,
  event: { blockNumber: number; logIndex: number; blockTimestamp: number },
  trade: {
    kind: 'sold' | 'given' | 'refunded' | 'redeemed' | 'restored';
    account: Address;
    units: number;
    amount: bigint;
  },
): void {
  rows.put('pass_series', { ...series, [trade.kind]: series[trade.kind] + trade.units });
  rows.append('pass_trades', {
    ...placeOf(event),
    ...{ asset_id: series.asset_id, series: series.series },
    ...trade,
    traded_at: event.blockTimestamp,
  });
}

function tradeOf(event: Trade): Parameters<typeof tell>[3] {
  const { units } = event;
  switch (event.name) {
    case 'accessPass.PassesSold':
      return { kind: 'sold', account: event.buyer, units, amount: event.paid };
    case 'accessPass.PassesGiven':
      return { kind: 'given', account: event.holder, units, amount: 0n };
    case 'accessPass.PassesRefunded':
      return { kind: 'refunded', account: event.holder, units, amount: event.refunded };
  }
}

/** A step of a series that was opened before. */
function ofSeries<Event extends { readonly assetId: bigint; readonly series: number }>(
  change: (rows: WorkingSet, series: Series, event: Event) => void,
): Step<Event> {
  return {
    reads: (event, read) => read('pass_series', { pass_id: passIdOf(event.assetId, event.series) }),
    apply: (rows, event) => {
      const series = rows.get('pass_series', { pass_id: passIdOf(event.assetId, event.series) });
      if (series === undefined) return false;
      change(rows, series, event);
      return true;
    },
  };
}

const trade: Step<Trade> = ofSeries((rows, series, event) => tell(rows, series, event, tradeOf(event)));

function changeUnits(rows: WorkingSet, key: { pass_id: bigint; holder: Address }, units: bigint): void {
  if (key.holder === zero) return;
  const before = rows.get('pass_holders', key)?.units ?? 0n;
  rows.put('pass_holders', { ...key, units: before + units });
}

function move(
  rows: WorkingSet,
  { from, to }: { from: Address; to: Address },
  pass_id: bigint,
  units: bigint,
): void {
  if (units === 0n) return;
  changeUnits(rows, { pass_id, holder: from }, -units);
  changeUnits(rows, { pass_id, holder: to }, units);
}

/**
 * What the escrow does with a unit: it takes one for each dataset of an order that names a series, and gives it back where the order ends
 * without a result. No event of its own tells it; the operator of the transfer does.
 */
function redeemed(rows: WorkingSet, event: EventOf<'accessPass.TransferSingle'>): boolean {
  const series = rows.get('pass_series', { pass_id: event.id });
  if (series === undefined) return false;
  const units = Number(event.value);
  const amount = event.value * series.price;
  if (event.to === zero) tell(rows, series, event, { kind: 'redeemed', account: event.from, units, amount });
  else tell(rows, series, event, { kind: 'restored', account: event.to, units, amount });
  return true;
}

/**
 * Series of passes, who holds units of them, and what became of those.
 * @param jobs the escrow, which redeems and restores
 */
export const passProjection = (jobs: Address): Projection => ({
  'accessPass.SeriesOpened': {
    apply: (rows, event) => {
      const { id: pass_id, assetId: asset_id, series, details } = event;
      rows.put('pass_series', {
        ...{ pass_id, asset_id, series },
        token: details.token,
        price: details.price,
        expires_at: details.expiresAt,
        supply: details.supply,
        transferable: details.transferable,
        closed: false,
        ...{ sold: 0, given: 0, refunded: 0, redeemed: 0, restored: 0 },
        opened_block: event.blockNumber,
        opened_log: event.logIndex,
      });
      return true;
    },
  },
  'accessPass.SeriesClosed': ofSeries((rows, series) => rows.put('pass_series', { ...series, closed: true })),
  'accessPass.PassesSold': trade,
  'accessPass.PassesGiven': trade,
  'accessPass.PassesRefunded': trade,
  'accessPass.TransferSingle': {
    reads: ({ operator, from, to, id: pass_id }, read) => {
      if (from !== zero) read('pass_holders', { pass_id, holder: from });
      if (to !== zero) read('pass_holders', { pass_id, holder: to });
      if (operator === jobs) read('pass_series', { pass_id });
    },
    apply: (rows, event) => {
      move(rows, event, event.id, event.value);
      return event.operator === jobs ? redeemed(rows, event) : true;
    },
  },
  'accessPass.TransferBatch': {
    reads: ({ from, to, ids }, read) => {
      for (const pass_id of ids) {
        if (from !== zero) read('pass_holders', { pass_id, holder: from });
        if (to !== zero) read('pass_holders', { pass_id, holder: to });
      }
    },
    apply: (rows, event) => {
      for (const [index, id] of event.ids.entries()) move(rows, event, id, event.values[index] ?? 0n);
      return true;
    },
  },
});
