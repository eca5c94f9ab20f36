import type { ColumnDomain } from '@atoll/schemas/sample-api';
import type { StatisticsDocument } from '@atoll/schemas/metadata/statistics';
import {
  type ColumnModel,
  defaultDomain,
  type DrawnValue,
  modelColumn,
  numberOf,
  type SettledDomain,
} from './column-domain.ts';
import { sharesOf } from './consistent.ts';
import { drawCells, planForest } from './draw-cells.ts';
import { epsilonOf, share, type Split, splitEpsilon, toNumber } from './epsilon.ts';
import { findBounds, magnitudeCells, magnitudeOf } from './find-bounds.ts';
import { type BinnedTable, measureColumns, measurePairs, measureRows, usefulPairs } from './measure.ts';
import { DomainRefused, TableTooLarge } from './problems.ts';
import type { RandomSource } from './random.ts';
import { describeColumn } from './statistics.ts';
import type { TableFile } from './table-file.ts';

/** Values that are held in memory, of the table and of the sample. */
const maxValues = 200_000_000;
const maxDrawn = 20_000_000;
/** Intervals of a column whose owner did not say how many. */
const bins = { least: 2, most: 32 };

export interface MadeTable {
  readonly statistics: StatisticsDocument['tables'][number];
  readonly rows: readonly (readonly DrawnValue[])[];
}

/**
 * Makes a table like another one, with differential privacy for each of its rows (added or taken away): PrivBayes of degree 1.
 *
 * Everything that is learned of the table goes through `measureRows`, `findBounds`, `measureColumns` and `measurePairs`, each with its own
 * part of the epsilon; all else works on what they gave.
 *
 * @param input.microEpsilon what the table may cost one row, in millionths
 * @throws DomainRefused, TableTooLarge
 */
export async function makeTable(input: {
  table: TableFile;
  domains: Readonly<Record<string, ColumnDomain>>;
  microEpsilon: number;
  rows?: number | undefined;
  random: RandomSource;
}): Promise<MadeTable> {
  const { table, random } = input;
  if (table.rows * table.columns.length > maxValues)
    throw new TableTooLarge(table.path, `it has more than ${maxValues} values`);
  const wanted = readDomains(table, input.domains);
  const measured = wanted.filter(({ kind }) => kind !== 'text').length;
  const split = splitEpsilon(input.microEpsilon, {
    bounds: wanted.some(({ kind }) => kind === 'private'),
    pairs: measured > 1,
  });
  const rows = measureRows(table.rows, split.rows, random);
  const domains = await settleBounds(table, wanted, split.bounds, random);
  const columnEpsilon = toNumber(epsilonOf(split.columns));
  const each = Math.floor((columnEpsilon * rows) / (2 * Math.max(1, measured)));
  const models = modelColumns(table, domains, Math.min(bins.most, Math.max(bins.least, each)));
  const binned = await binTable(table, models);
  const { spent, counts, pairs } = measure(binned, { rows, split }, random);
  const kept = models.filter((model) => model !== undefined);
  const perColumn = toNumber(share(epsilonOf(spent.columns), Math.max(1, kept.length)));
  const shares = counts.map((column, index) => {
    const model = kept[index];
    return model === undefined ? [] : sharesOf(dropNoise(column, model, perColumn), rows);
  });
  const count = input.rows ?? Math.min(Math.max(1, rows), 1_000_000);
  if (count * table.columns.length > maxDrawn)
    throw new TableTooLarge(table.path, `${count} rows of it have more than ${maxDrawn} values`);
  const nodes = planForest(shares, pairs, rows);
  const drawn = Array.from({ length: count }, () =>
    drawRow({ models, domains, cells: drawCells(nodes, random) }, random),
  );
  let at = 0;
  return {
    rows: drawn,
    statistics: {
      path: table.path,
      rows,
      spent: inWhole(spent),
      columns: models.map((model, index) =>
        model === undefined
          ? { name: table.columns[index]?.name ?? '', kind: 'text' }
          : describeColumn(model, shares[at++] ?? [], rows),
      ),
      pairs: pairs.map(({ first, second }) => [kept[first]?.name ?? '', kept[second]?.name ?? '']),
    },
  };
}

function readDomains(table: TableFile, given: Readonly<Record<string, ColumnDomain>>): ColumnDomain[] {
  const names = new Set(table.columns.map(({ name }) => name));
  for (const name of Object.keys(given))
    if (!names.has(name)) throw new DomainRefused(table.path, name, 'there is no such column');
  return table.columns.map((column) => {
    const domain = given[column.name] ?? defaultDomain(column.type);
    checkDomain(table.path, column, domain);
    // A format without missing values gets none.
    return column.required === true && domain.kind !== 'text' ? { ...domain, missing: false } : domain;
  });
}

function checkDomain(path: string, column: TableFile['columns'][number], domain: ColumnDomain): void {
  const numeric = column.type === 'integer' || column.type === 'float';
  const timed = column.type === 'date' || column.type === 'datetime';
  const refuse = (reason: string) => {
    throw new DomainRefused(path, column.name, reason);
  };
  switch (domain.kind) {
    case 'number':
      if (!numeric) refuse(`a column of ${column.type} has no number for a domain`);
      if (domain.min >= domain.max) refuse('min is not below max');
      return;
    case 'private':
      if (!numeric) refuse(`bounds are found for numbers, not for ${column.type}`);
      return;
    case 'dates':
      if (!timed) refuse(`a column of ${column.type} has no dates for a domain`);
      if (domain.from >= domain.to) refuse('from is not before to');
      return;
    case 'categories':
      if (new Set(domain.values).size !== domain.values.length) refuse('a category is listed twice');
      if (numeric && domain.values.some((value) => Number.isNaN(numberOf(value))))
        refuse(`a category is no ${column.type}`);
      if (timed && domain.values.some((value) => Number.isNaN(Date.parse(value))))
        refuse(`a category is no ${column.type}`);
      return;
    case 'text':
      if (column.type !== 'text') refuse(`placeholders would be no ${column.type}`);
      return;
  }
}

/** Finds the bounds that were left open, in one reading of the table. */
async function settleBounds(
  table: TableFile,
  domains: readonly ColumnDomain[],
  microEpsilon: number,
  random: RandomSource,
): Promise<SettledDomain[]> {
  const open = domains.flatMap(({ kind }, index) =>
    kind === 'private' ? [{ index, counts: new Array<number>(magnitudeCells).fill(0) }] : [],
  );
  if (open.length > 0)
    for await (const row of table.read())
      for (const { index, counts } of open) {
        const value = numberOf(row[index]);
        const cell = magnitudeOf(value);
        if (!Number.isNaN(value)) counts[cell] = (counts[cell] ?? 0) + 1;
      }
  const each = share(epsilonOf(microEpsilon), Math.max(1, open.length));
  const found = new Map(open.map(({ index, counts }) => [index, findBounds(counts, each, random)]));
  return domains.map((domain, index) => {
    if (domain.kind !== 'private') return domain;
    const bounds = found.get(index);
    if (bounds === undefined)
      throw new DomainRefused(
        table.path,
        table.columns[index]?.name ?? '',
        'its bounds do not stand out of the noise that this epsilon asks for',
      );
    const { bins: wanted, missing } = domain;
    return { kind: 'number', ...bounds, bins: wanted, missing };
  });
}

function modelColumns(
  table: TableFile,
  domains: readonly SettledDomain[],
  fallback: number,
): (ColumnModel | undefined)[] {
  return table.columns.map((column, index) => {
    const domain = domains[index];
    return domain === undefined || domain.kind === 'text' ? undefined : modelColumn(column, domain, fallback);
  });
}

async function binTable(
  table: TableFile,
  models: readonly (ColumnModel | undefined)[],
): Promise<BinnedTable> {
  const kept = models.flatMap((model, index) => (model === undefined ? [] : [{ model, index }]));
  const values = kept.map(() => new Uint16Array(table.rows));
  let row = 0;
  for await (const record of table.read()) {
    // The file is a snapshot's: it has as many rows as it was registered with.
    if (row === table.rows) break;
    for (const [at, { model, index }] of kept.entries()) {
      const column = values[at];
      if (column !== undefined) column[row] = model.cellOf(record[index]);
    }
    row += 1;
  }
  return {
    rows: row,
    columns: kept.map(({ model }, at) => ({
      cells: model.cells,
      values: (values[at] ?? new Uint16Array()).subarray(0, row),
    })),
  };
}

function measure(table: BinnedTable, input: { rows: number; split: Split }, random: RandomSource) {
  const { rows, split } = input;
  const count = usefulPairs({
    rows,
    cells: table.columns.map(({ cells }) => cells),
    pairs: epsilonOf(split.pairs),
  });
  // Where no pair is worth its noise, the columns get what is left over.
  const spent: Split =
    count > 0
      ? split
      : { ...split, columns: split.columns + split.structure + split.pairs, structure: 0, pairs: 0 };
  const counts = measureColumns(table, epsilonOf(spent.columns), random);
  const pairs = measurePairs(
    table,
    {
      rows,
      columns: counts,
      count,
      structure: epsilonOf(spent.structure),
      pairs: epsilonOf(spent.pairs),
    },
    random,
  );
  return { spent, counts, pairs };
}

/** A count of missing values that noise explains is none: an algorithm should not meet gaps that the data does not have. */
function dropNoise(counts: readonly number[], model: ColumnModel, epsilon: number): readonly number[] {
  const missing = counts.at(-1) ?? 0;
  const stands = model.missing ?? missing > Math.log(100) / epsilon;
  return stands ? counts : counts.with(-1, -Infinity);
}

function drawRow(
  input: {
    models: readonly (ColumnModel | undefined)[];
    domains: readonly SettledDomain[];
    cells: readonly number[];
  },
  random: RandomSource,
): DrawnValue[] {
  let at = 0;
  return input.models.map((model, index) => {
    if (model !== undefined) return model.draw(input.cells[at++] ?? 0, random);
    const domain = input.domains[index];
    const distinct = domain?.kind === 'text' ? domain.distinct : 1;
    return `text-${random.below(BigInt(distinct)) + 1n}`;
  });
}

function inWhole(split: Split): Split {
  return {
    rows: split.rows / 1e6,
    bounds: split.bounds / 1e6,
    columns: split.columns / 1e6,
    structure: split.structure / 1e6,
    pairs: split.pairs / 1e6,
  };
}
