import type { ColumnDomain } from '@atoll/schemas/sample-api';
import type { ProfiledColumn } from '@atoll/schemas/provider-api';
import type { RandomSource } from './random.ts';

/** A value as a table's reader gives it. */
export type CellValue = string | number | bigint | boolean | Date | null | undefined;
/** A value that was drawn; a writer brings it into the type of its file. */
export type DrawnValue = string | number | null;

/** How a column's values are put into cells, and cells made into values. The last cell is that of missing values. */
export interface ColumnModel {
  readonly name: string;
  readonly kind: 'integer' | 'float' | 'date' | 'datetime' | 'category';
  readonly cells: number;
  /** Bounds of the cells, one more than there are cells with values; absent for categories. */
  readonly edges?: readonly number[];
  readonly categories?: readonly string[];
  /** What the owner says about missing values. */
  readonly missing: boolean | undefined;
  cellOf(value: CellValue): number;
  draw(cell: number, random: RandomSource): DrawnValue;
}

/** A domain in which nothing is left to be found. */
export type SettledDomain = Exclude<ColumnDomain, { kind: 'private' }>;

/** What is taken for a column whose domain its owner left out: by its type alone, which the metadata document shows anyway. */
export function defaultDomain(type: ProfiledColumn['type']): ColumnDomain {
  switch (type) {
    case 'boolean':
      return { kind: 'categories', values: ['true', 'false'] };
    case 'date':
    case 'datetime':
      return { kind: 'dates', from: '1900-01-01', to: '2100-01-01' };
    case 'integer':
    case 'float':
      return { kind: 'private' };
    case 'text':
      return { kind: 'text', distinct: 1000 };
  }
}

/** Significant digits of a drawn number: as many as measurements usually have. */
const digits = 6;
const dayMs = 86_400_000;

/** @param bins how many intervals a column gets whose owner did not say it */
export function modelColumn(
  column: Pick<ProfiledColumn, 'name' | 'type'>,
  domain: Exclude<SettledDomain, { kind: 'text' }>,
  bins: number,
): ColumnModel {
  switch (domain.kind) {
    case 'categories':
      return modelCategories(column.name, domain.values, domain.missing);
    case 'number':
      return modelNumbers(column, { ...domain, bins: domain.bins ?? bins });
    case 'dates':
      return modelDates(column, { ...domain, bins: domain.bins ?? bins });
  }
}

function modelCategories(name: string, values: readonly string[], missing: boolean | undefined): ColumnModel {
  const byValue = new Map(values.map((value, index) => [value, index]));
  return {
    name,
    kind: 'category',
    cells: values.length + 1,
    categories: values,
    missing,
    cellOf: (value) => byValue.get(textOf(value)) ?? values.length,
    draw: (cell) => values[cell] ?? null,
  };
}

function modelNumbers(
  column: Pick<ProfiledColumn, 'name' | 'type'>,
  domain: { min: number; max: number; bins: number; missing?: boolean | undefined },
): ColumnModel {
  const whole = column.type === 'integer';
  // An interval of whole numbers goes to one past its last.
  const [from, to] = whole ? [Math.ceil(domain.min), Math.floor(domain.max) + 1] : [domain.min, domain.max];
  const bins = Math.max(1, whole ? Math.min(domain.bins, to - from) : domain.bins);
  const edges = Array.from({ length: bins + 1 }, (_, index) => {
    const edge = from + ((to - from) * index) / bins;
    return whole ? Math.round(edge) : edge;
  });
  return {
    name: column.name,
    kind: whole ? 'integer' : 'float',
    cells: bins + 1,
    edges,
    missing: domain.missing,
    cellOf: (value) => binOf(numberOf(value), edges),
    draw: (cell, random) => {
      const [low, high] = [edges[cell], edges[cell + 1]];
      if (low === undefined || high === undefined) return null;
      const drawn = low + random.unit() * (high - low);
      return whole ? Math.min(Math.floor(drawn), high - 1) : Number(drawn.toPrecision(digits));
    },
  };
}

function modelDates(
  column: Pick<ProfiledColumn, 'name' | 'type'>,
  domain: { from: string; to: string; bins: number; missing?: boolean | undefined },
): ColumnModel {
  const first = Date.parse(domain.from) / dayMs;
  const end = Date.parse(domain.to) / dayMs + 1;
  const bins = Math.max(1, Math.min(domain.bins, end - first));
  const edges = Array.from({ length: bins + 1 }, (_, index) =>
    Math.round(first + ((end - first) * index) / bins),
  );
  const onlyDay = column.type === 'date';
  return {
    name: column.name,
    kind: onlyDay ? 'date' : 'datetime',
    cells: bins + 1,
    edges,
    missing: domain.missing,
    cellOf: (value) => binOf(daysOf(value), edges),
    draw: (cell, random) => {
      const [low, high] = [edges[cell], edges[cell + 1]];
      if (low === undefined || high === undefined) return null;
      const days = low + random.unit() * (high - low);
      const at = onlyDay ? Math.floor(days) * dayMs : Math.floor((days * dayMs) / 1000) * 1000;
      const text = new Date(at).toISOString();
      return onlyDay ? text.slice(0, 10) : text.replace('.000Z', 'Z');
    },
  };
}

/** The interval in which a number lies; one outside of the bounds counts in the nearest, one that is none in the cell after the last. */
function binOf(value: number, edges: readonly number[]): number {
  const bins = edges.length - 1;
  if (Number.isNaN(value)) return bins;
  let low = 0;
  let high = bins - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (value >= (edges[middle] ?? Infinity)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The number that a value is; NaN where it is none. */
export function numberOf(value: CellValue): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string' || value.trim() === '') return Number.NaN;
  return Number(value);
}

function daysOf(value: CellValue): number {
  const at =
    value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return at / dayMs;
}

function textOf(value: CellValue): string {
  if (value === null || value === undefined) return '';
  return value instanceof Date ? value.toISOString() : String(value);
}

/** The date of a day number, or the time of a fraction of one, as statistics write it. */
export function dateOf(days: number): string {
  return new Date(days * dayMs).toISOString().slice(0, 10);
}
