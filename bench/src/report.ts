/** A number that a benchmark has measured, with the bar it should reach. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** E.g. `ms`, `gas`, `MB/s`. */
  readonly unit: string;
  /** Absent for a floor or a peer that is measured beside for comparison. */
  readonly bar?: number;
  /** The value should be at least the bar; at most, when left out. */
  readonly atLeast?: boolean;
}

/** What a benchmark is given to say what it does and what it found. */
export interface Report {
  figure(figure: Figure): void;
  /** Tells people that something goes on; replaced by the next one on a terminal. */
  progress(text: string): void;
  /** A sentence that belongs to the result: the machine, a condition, why a peer is missing. */
  note(text: string): void;
}

/** What a file of this folder exports to be a benchmark. */
export interface Benchmark {
  readonly description: string;
  run(report: Report): Promise<void>;
}

export interface FigureResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly bar: number | null;
  readonly met: boolean;
}

export interface BenchResult {
  readonly bench: string;
  readonly figures: readonly FigureResult[];
  readonly met: boolean;
}

function isMet({ value, bar, atLeast }: Figure): boolean {
  if (bar === undefined) return true;
  return atLeast === true ? value >= bar : value <= bar;
}

/** The machine-readable result; a figure without bar is met. */
export function resultOf(bench: string, figures: readonly Figure[]): BenchResult {
  const results = figures.map((figure) => ({
    name: figure.name,
    value: figure.value,
    unit: figure.unit,
    bar: figure.bar ?? null,
    met: isMet(figure),
  }));
  return { bench, figures: results, met: results.every((result) => result.met) };
}

function shown(value: number): string {
  return new Intl.NumberFormat('en', { maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 }).format(value);
}

/** The figures as a table for people, one line each. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { name, value, unit, bar, atLeast } = figure;
    const aim = bar === undefined ? '' : `${atLeast === true ? 'at least' : 'at most'} ${shown(bar)}`;
    return [name, `${shown(value)} ${unit}`, aim, bar === undefined ? '' : isMet(figure) ? 'met' : 'NOT MET'];
  });
  const all = [['figure', 'value', 'bar', ''], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) =>
          column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
