import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { StatisticsDocument } from '@atoll/schemas/metadata/statistics';
import type { MakeSample, SampleView } from '@atoll/schemas/sample-api';
import type { StoredFile } from '../datasets/snapshot.ts';
import { microOf } from './epsilon.ts';
import { makeTable } from './make-table.ts';
import { parquetTable } from './parquet-table.ts';
import { DomainRefused, NoTables } from './problems.ts';
import type { RandomSource } from './random.ts';
import { csvOf, csvTable, type TableFile } from './table-file.ts';

const previewRows = 20;

/** Where the method and its noise are described; the statistics document names them. */
const sources = [
  'J. Zhang, G. Cormode, C. M. Procopiuc, D. Srivastava, X. Xiao: PrivBayes: Private Data Release via Bayesian Networks. ACM TODS 42(4), 2017',
  'R. McKenna, G. Miklau, D. Sheldon: Winning the NIST Contest: A scalable and general approach to differentially private synthetic data. JPC 11(3), 2021',
  'A. Ghosh, T. Roughgarden, M. Sundararajan: Universally Utility-Maximizing Privacy Mechanisms. STOC 2009',
  'C. Canonne, G. Kamath, T. Steinke: The Discrete Gaussian for Differential Privacy. NeurIPS 2020',
];

export interface MadeFolder {
  readonly statistics: StatisticsDocument;
  readonly preview: SampleView['preview'];
  /** Files that hold the sample's rows as CSV, for the guard to compare. */
  readonly scannable: readonly string[];
}

/**
 * Makes a folder like that of a dataset: a table for each of its tables, under the same path, in the same format, with the same columns. Files
 * that are no tables are left out and named.
 *
 * Each row is in one table only, so tables do not share the epsilon. Whoever has up to k rows, in whichever tables, is covered by giving each row the k-th part.
 *
 * @param input.output an empty folder for the sample
 * @param input.scratch an empty folder for what is only compared
 * @throws NoTables, DomainRefused, TableTooLarge
 */
export async function makeSampleFolder(input: {
  snapshot: string;
  directory: string;
  files: readonly StoredFile[];
  output: string;
  scratch: string;
  request: Pick<MakeSample, 'epsilon' | 'rows' | 'rowsPerPerson' | 'domains'>;
  random: RandomSource;
}): Promise<MadeFolder> {
  const { request, random, output, scratch } = input;
  const { tables, omitted } = await openTables(input.directory, input.files);
  if (tables.length === 0) throw new NoTables(input.snapshot);
  const paths = new Set(tables.map(({ path }) => path));
  for (const path of Object.keys(request.domains))
    if (!paths.has(path)) throw new DomainRefused(path, '*', 'there is no such table');
  const microEpsilon = Math.floor(microOf(request.epsilon) / request.rowsPerPerson);
  const described: StatisticsDocument['tables'] = [];
  const preview: SampleView['preview'] = [];
  const scannable: string[] = [];
  for (const [index, table] of tables.entries()) {
    const made = await makeTable({
      table,
      domains: request.domains[table.path] ?? {},
      microEpsilon,
      rows: request.rows,
      random,
    });
    const path = join(output, table.path);
    await mkdir(dirname(path), { recursive: true, mode: 0o755 });
    await table.write(path, made.rows);
    const columns = table.columns.map(({ name }) => name);
    if (extname(path).toLowerCase() === '.csv') scannable.push(path);
    else {
      const copy = join(scratch, `${index}.csv`);
      await writeFile(copy, csvOf(columns, made.rows));
      scannable.push(copy);
    }
    described.push(made.statistics);
    const first = made.rows.slice(0, previewRows);
    preview.push({
      path: table.path,
      columns,
      rows: first.map((row) => row.map((value) => (value === null ? '' : String(value)))),
    });
  }
  return {
    statistics: {
      version: 1,
      method: 'privbayes-1',
      sources,
      epsilon: request.epsilon,
      rowsPerPerson: request.rowsPerPerson,
      tables: described,
      omitted,
    },
    preview,
    scannable,
  };
}

async function openTables(
  directory: string,
  files: readonly StoredFile[],
): Promise<{ tables: TableFile[]; omitted: string[] }> {
  const tables: TableFile[] = [];
  const omitted: string[] = [];
  for (const file of files) {
    const table = await openTable(directory, file);
    if (table === undefined) omitted.push(file.path);
    else tables.push(table);
  }
  return { tables, omitted };
}

async function openTable(directory: string, file: StoredFile): Promise<TableFile | undefined> {
  const absolute = join(directory, file.path);
  switch (extname(file.path).toLowerCase()) {
    case '.csv':
      return file.columns === undefined
        ? undefined
        : csvTable({ absolute, path: file.path, columns: file.columns, rows: file.rows ?? 0 });
    case '.parquet':
      return parquetTable({ absolute, path: file.path });
    default:
      return undefined;
  }
}
