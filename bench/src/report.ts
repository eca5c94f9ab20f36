/** A number that a benchmark has measured, with the bar it should reach. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** E.g. `ms`, `gas`, `MB/s`. */
  readonly unit: string;
  /** Absent for a floor or a peer that is measured beside for comparison. */
  readonly bar?: number;
  /** What the same takes in the peer that was measured in the same run; the table shows how many times as much that is. */
  readonly peer?: number;
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
  /** The options that it takes, as the list of benchmarks writes them; absent where it takes none. */
  readonly usage?: string;
  run(report: Report, args: readonly string[]): Promise<void>;
}

export interface FigureResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly bar: number | null;
  /** Absent where no peer was measured. */
  readonly peer?: number;
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

/** The machine-readable result; a figure without bar is met. A value that is no number throws: it would meet every table. */
export function resultOf(bench: string, figures: readonly Figure[]): BenchResult {
  for (const { name, value } of figures) {
    if (!Number.isFinite(value)) throw new TypeError(`${bench}: "${name}" is ${value}`);
  }
  const results = figures.map((figure) => ({
    name: figure.name,
    value: figure.value,
    unit: figure.unit,
    bar: figure.bar ?? null,
    ...(figure.peer !== undefined && { peer: figure.peer }),
    met: isMet(figure),
  }));
  return { bench, figures: results, met: results.every((result) => result.met) };
}

/** A number as the tables write it. */
export function shown(value: number): string {
  return new Intl.NumberFormat('en', { maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 }).format(value);
}

type Column = { readonly title: string; readonly right: boolean; readonly cell: (figure: Figure) => string };

const columns: readonly Column[] = [
  { title: 'figure', right: false, cell: ({ name }) => name },
  { title: 'value', right: true, cell: ({ value, unit }) => `${shown(value)} ${unit}` },
  { title: 'peer', right: true, cell: ({ peer }) => (peer === undefined ? '' : shown(peer)) },
  { title: 'ratio', right: true, cell: ({ value, peer }) => (peer === undefined ? '' : ratio(peer / value)) },
  { title: 'bar', right: false, cell: aim },
  {
    title: '',
    right: false,
    cell: (figure) => (figure.bar === undefined ? '' : isMet(figure) ? 'met' : 'NOT MET'),
  },
];

function ratio(times: number): string {
  return times > 100 ? '> 100 x' : `${times.toFixed(2)} x`;
}

function aim({ bar, atLeast }: Figure): string {
  return bar === undefined ? '' : `${atLeast === true ? 'at least' : 'at most'} ${shown(bar)}`;
}

/** The figures as a table for people, one line each; with the peer's columns only where one was measured. */
export function tableOf(figures: readonly Figure[]): string {
  const withPeer = figures.some(({ peer }) => peer !== undefined);
  const used = columns.filter(({ title }) => withPeer || (title !== 'peer' && title !== 'ratio'));
  const rows = [
    used.map(({ title }) => title),
    ...figures.map((figure) => used.map(({ cell }) => cell(figure))),
  ];
  const widths = used.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      used
        .map(({ right }, column) => {
          const cell = row[column] ?? '';
          const width = widths[column] ?? 0;
          return right ? cell.padStart(width) : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
