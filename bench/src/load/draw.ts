import { lineChart } from '../plot/line-chart.ts';
import { demand, slots } from './day.ts';
import type { Sample } from './drive.ts';

const hours = (at: number): number => at / 3_600;

/** The day as a picture: what is wanted, how busy the chain holds the environment, what a quote may ask. */
export function drawDay(samples: readonly Sample[], wanted: readonly number[] = demand): string {
  const steps = [...wanted, wanted.at(-1) ?? 0].map((busy, hour) => [hour, (busy / slots) * 100] as const);
  return lineChart({
    title: 'Price follows load',
    subtitle: 'A day of orders and settlements on an environment of four slots, as the chain answers it',
    xLabel: 'hour of the day',
    xTicks: [0, 3, 6, 9, 12, 15, 18, 21, 24],
    panels: [
      {
        title: 'slots, %',
        ticks: [0, 20, 40, 60, 80, 100],
        tickLabel: (value) => `${value} %`,
        mark: { at: 80, label: 'kink of the curve' },
        series: [
          { label: 'running', colour: '#9fb3c8', points: steps, step: true },
          {
            label: 'utilisation on chain',
            colour: '#0b69a3',
            points: samples.map(({ at, utilisation }) => [hours(at), utilisation] as const),
          },
        ],
      },
      {
        title: 'ceiling of a quote, in base prices per second',
        ticks: [1, 2, 3, 4],
        tickLabel: (value) => `${value} ×`,
        mark: { at: 1.5, label: 'at the kink' },
        series: [
          {
            label: 'ceiling',
            colour: '#ba2525',
            points: samples.map(({ at, ceiling }) => [hours(at), ceiling] as const),
          },
        ],
      },
    ],
  });
}
