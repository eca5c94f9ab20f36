import { Refusal } from './refusal.ts';

/** What the provider asks of the runner: the outputs that the manifest declares, with what may stand in them, and what the run may use. */
export interface Task {
  readonly predictions: Limits | undefined;
  readonly summary: Limits | undefined;
  readonly threads: number;
  readonly gpus: number;
}

export interface Limits {
  readonly maxBytes: number;
  readonly maxRows: number;
}

/** What the buyer may choose, as far as the manifest's schema lets it. */
export interface Parameters {
  /** Columns for a model with one input of shape [rows, columns], in the order of its columns. */
  readonly columns: readonly string[] | undefined;
  /** Rows that the model is given at once. */
  readonly batch: number;
  /** File of the dataset; it may be left out where there is one table only. */
  readonly file: string | undefined;
  /** The output that is compared with the label; the first numeric one unless given. */
  readonly output: string | undefined;
  readonly label: Label | undefined;
  readonly histogram: { readonly from: number; readonly to: number; readonly bins: number };
}

/** The column that holds what the model is to find, and how it is compared. */
export type Label =
  | {
      readonly kind: 'binary';
      readonly column: string;
      readonly positive: string;
      readonly threshold: number;
    }
  | { readonly kind: 'classes'; readonly column: string; readonly classes: readonly string[] }
  | { readonly kind: 'number'; readonly column: string };

/** More bins would tell single rows apart. */
const mostBins = 50;
const mostClasses = 50;

/** Reads the task that the provider gave as JSON. */
export function readTask(text: string | undefined): Task {
  const given = record(JSON.parse(text ?? '{}'), 'the task');
  return {
    predictions: limits(given['predictions'], 'predictions'),
    summary: limits(given['summary'], 'summary'),
    threads: whole(given['threads'], 'threads', 1, 1024) ?? 1,
    gpus: whole(given['gpus'], 'gpus', 0, 64) ?? 0,
  };
}

/** @throws Refusal naming the parameter that cannot be used */
export function readParameters(text: string): Parameters {
  const given = record(JSON.parse(text), 'parameters');
  const known = [
    'columns',
    'batch',
    'file',
    'output',
    'label',
    'positive',
    'threshold',
    'classes',
    'histogram',
  ];
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Refusal(`parameter ${JSON.stringify(unknown.slice(0, 64))} is none of: ${known.join(', ')}`);
  return {
    columns: texts(given['columns'], 'columns', 16_384),
    batch: whole(given['batch'], 'batch', 1, 1 << 20) ?? 1024,
    file: string(given['file'], 'file'),
    output: string(given['output'], 'output'),
    label: labelOf(given),
    histogram: histogramOf(given['histogram']),
  };
}

function labelOf(given: Readonly<Record<string, unknown>>): Label | undefined {
  const column = string(given['label'], 'label');
  const positive = string(given['positive'], 'positive');
  const threshold = real(given['threshold'], 'threshold');
  const classes = texts(given['classes'], 'classes', mostClasses);
  if (column === undefined) {
    if (positive !== undefined || threshold !== undefined || classes !== undefined)
      throw new Refusal(
        'positive, threshold and classes need the parameter label: the column they are about',
      );
    return undefined;
  }
  if (positive !== undefined && classes !== undefined)
    throw new Refusal('give positive for two classes or classes for more, not both');
  if (positive !== undefined) return { kind: 'binary', column, positive, threshold: threshold ?? 0.5 };
  if (threshold !== undefined) throw new Refusal('threshold needs the parameter positive');
  if (classes !== undefined && new Set(classes).size < Math.max(2, classes.length))
    throw new Refusal('classes needs two names or more, all different');
  return classes === undefined ? { kind: 'number', column } : { kind: 'classes', column, classes };
}

function histogramOf(value: unknown): Parameters['histogram'] {
  if (value === undefined) return { from: 0, to: 1, bins: 20 };
  const given = record(value, 'histogram');
  const [from, to] = [real(given['from'], 'histogram.from'), real(given['to'], 'histogram.to')];
  if (from === undefined || to === undefined || !(to > from))
    throw new Refusal('histogram needs from and to, from below to');
  return { from, to, bins: whole(given['bins'], 'histogram.bins', 1, mostBins) ?? 20 };
}

function limits(value: unknown, name: string): Limits | undefined {
  if (value === undefined) return undefined;
  const given = record(value, name);
  return {
    maxBytes: whole(given['maxBytes'], `${name}.maxBytes`, 1, 2 ** 40) ?? 2 ** 40,
    maxRows:
      whole(given['maxRows'], `${name}.maxRows`, 1, Number.MAX_SAFE_INTEGER) ?? Number.MAX_SAFE_INTEGER,
  };
}

function record(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refusal(`${name} is no object`);
  return Object.fromEntries(Object.entries(value));
}

function string(value: unknown, name: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw new Refusal(`parameter ${name} is no text`);
}

function texts(value: unknown, name: string, most: number): string[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.length === 0 || value.length > most)
    throw new Refusal(`parameter ${name} is no list of 1 to ${most} texts`);
  return value.map((each: unknown, index) => {
    const text = string(each, `${name}[${index}]`);
    if (text === undefined) throw new Refusal(`parameter ${name}[${index}] is no text`);
    return text;
  });
}

function real(value: unknown, name: string): number | undefined {
  if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value;
  throw new Refusal(`parameter ${name} is no number`);
}

function whole(value: unknown, name: string, least: number, most: number): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Refusal(`${name} is no whole number from ${least} to ${most}`);
}
