import { parseArgs } from 'node:util';

export interface IndexerBenchOptions {
  /** What the sizes of the benchmark are multiplied by: below 1 for a quick look, whose bars say little. */
  readonly scale: number;
  /** Adds what takes long: 2,000,000 events. */
  readonly long: boolean;
  /** How often a run is repeated; the median counts. */
  readonly runs: number;
}

export const indexerUsage = '[--scale FRACTION] [--runs NUMBER] [--long]';

/** @throws TypeError for an option that is not known or is no number in its bounds */
export function readOptions(args: readonly string[], runs = 3): IndexerBenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scale: { type: 'string', default: '1' },
      runs: { type: 'string', default: String(runs) },
      long: { type: 'boolean', default: false },
    },
  });
  const scale = Number(values.scale);
  const rounds = Number(values.runs);
  if (!(scale > 0 && scale <= 10)) throw new TypeError('--scale takes a number above 0, at most 10');
  if (!Number.isInteger(rounds) || rounds < 1) throw new TypeError('--runs takes a whole number above 0');
  return { scale, long: values.long, runs: rounds };
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** The value below which a share of all lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
