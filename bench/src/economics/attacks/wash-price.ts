import { decay } from '@atoll/sdk/decay';
import { type Assumptions, gasOf, tokens } from '../assumptions.ts';
import type { Attack } from '../attack.ts';
import { ceilingOf, fullLoad, loadHalfLife, meteredLoad, utilisationOf } from '../rules/price.ts';

const quarter = 900n;
const hours = 24;
/** Hours until the load that the attacker keeps up has settled. */
const warmUp = 8;

/** A provider orders from itself, so that its environment looks busy and its quotes may ask more. */
export function washPrice(assumptions: Assumptions): Attack {
  const { order, curve, slots } = assumptions;
  const { seconds, runs } = holdFull(assumptions);
  const compute = order.pricePerSecond * seconds;
  const fee = tokens((compute * order.feeRate) / 10_000n, assumptions);
  const gas = gasOf(assumptions.runGas * runs, assumptions);
  const measured = hours - warmUp;
  const base = order.pricePerSecond;
  return {
    name: 'wash jobs to raise the price',
    findings: [
      {
        id: 'wash-price.paid',
        text: 'keeping four slots full for an hour by runs of a quarter of an hour at the base price',
        value: (fee + gas) / measured,
        unit: 'tUSD',
      },
      {
        id: 'wash-price.free',
        text: 'the same by runs at a price of zero',
        value: gas / measured,
        unit: 'tUSD',
      },
      {
        id: 'wash-price.multiple',
        text: 'the ceiling then, in base prices',
        value: Number(ceilingOf(base, 10_000n, curve)) / Number(base),
        unit: 'x',
        bar: 10,
      },
      {
        id: 'wash-price.fade',
        text: 'minutes after the last run until the steep part of the curve is left',
        value: minutesUntil(slots, curve.kink),
        unit: 'min',
      },
    ],
    boundedBy: 'a ceiling is not a price: the base price can be raised at once and buyers sign what they pay',
  };
}

/** Runs, a quarter of an hour each, that bring the utilisation back to full at every quarter. */
function holdFull({ slots }: Assumptions): { seconds: bigint; runs: number } {
  let load = 0n;
  let runs = 0;
  for (let step = 0; step < hours * 4; step += 1) {
    load = decay(load, quarter, loadHalfLife);
    while (utilisationOf(load, slots) < 9_990n) {
      load = meteredLoad(load, 0n, quarter, slots);
      if (step >= warmUp * 4) runs += 1;
    }
  }
  return { seconds: BigInt(runs) * quarter, runs };
}

function minutesUntil(slots: bigint, kink: bigint): number {
  let minutes = 0;
  while (utilisationOf(decay(slots * fullLoad, BigInt(minutes) * 60n, loadHalfLife), slots) > kink)
    minutes += 1;
  return minutes;
}
