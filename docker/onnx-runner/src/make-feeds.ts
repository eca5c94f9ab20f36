import { Tensor } from 'onnxruntime-node';
import type { ElementType, Plan, PlannedInput } from './plan-inputs.ts';
import type { Cell } from './read-table.ts';
import { Refusal } from './refusal.ts';

/**
 * The model's inputs for a batch of rows. A fixed number of rows is filled up with copies of the last one, whose results nobody reads.
 * @param firstRow number of the batch's first row in the table, for messages
 */
export function makeFeeds(
  plan: Plan,
  rows: readonly (readonly Cell[])[],
  firstRow: number,
): Record<string, Tensor> {
  const last = rows.at(-1) ?? [];
  const filled =
    plan.fixedRows === undefined
      ? rows
      : [...rows, ...Array.from({ length: plan.fixedRows - rows.length }, () => last)];
  return Object.fromEntries(plan.inputs.map((input) => [input.name, tensorOf(input, filled, firstRow)]));
}

function tensorOf(input: PlannedInput, rows: readonly (readonly Cell[])[], firstRow: number): Tensor {
  const width = input.columns.length;
  const data = storageOf(input.type, rows.length * width);
  let at = 0;
  for (const [index, row] of rows.entries()) {
    for (const column of input.columns) {
      const value = valueOf(input.type, row[column]);
      if (value === undefined)
        throw new Refusal(
          `row ${firstRow + index + 1}, column ${column + 1}: the cell is not ${expected[input.type]}`,
        );
      data[at++] = value;
    }
  }
  const dims = input.wide ? [rows.length, width] : [rows.length];
  return makeTensor(input.type, data, dims);
}

const expected: Readonly<Record<ElementType, string>> = {
  float32: 'a number',
  float64: 'a number',
  int32: 'a whole number of 32 bits',
  int64: 'a whole number of 64 bits',
  bool: 'true or false',
  string: 'a text',
};

type Value = number | bigint | string;
/** Element types differ in what their arrays hold; `valueOf` of the same type gives what fits. */
type Storage = { [index: number]: Value };

function storageOf(type: ElementType, size: number): Storage {
  switch (type) {
    case 'float32':
      return new Float32Array(size) as Storage;
    case 'float64':
      return new Float64Array(size) as Storage;
    case 'int32':
      return new Int32Array(size) as Storage;
    case 'int64':
      return new BigInt64Array(size) as Storage;
    case 'bool':
      return new Uint8Array(size) as Storage;
    case 'string':
      return new Array<string>(size) as Storage;
  }
}

/** Guarantee: `data` is what `storageOf` made for this type. */
function makeTensor(type: ElementType, data: Storage, dims: readonly number[]): Tensor {
  return new Tensor(type, data as unknown as Float32Array, [...dims]);
}

/** A cell as the type has it; undefined where it is none. An empty cell of a real number is NaN. */
function valueOf(type: ElementType, cell: Cell): Value | undefined {
  switch (type) {
    case 'float32':
    case 'float64':
      return numberOf(cell);
    case 'int32': {
      const value = numberOf(cell);
      return value !== undefined && Number.isInteger(value) && value === (value | 0) ? value : undefined;
    }
    case 'int64':
      return integerOf(cell);
    case 'bool':
      return truthOf(cell);
    case 'string':
      return textOf(cell);
  }
}

/** The number that a cell holds; NaN where it is empty, undefined where it holds something else. */
export function numberOf(cell: Cell): number | undefined {
  if (typeof cell === 'number') return cell;
  if (cell === null || cell === undefined) return NaN;
  if (typeof cell === 'bigint' || typeof cell === 'boolean') return Number(cell);
  if (typeof cell !== 'string') return undefined;
  const text = cell.trim();
  if (text === '' || /^(nan|na|null)$/i.test(text)) return NaN;
  const value = Number(text);
  return Number.isNaN(value) ? undefined : value;
}

function integerOf(cell: Cell): bigint | undefined {
  if (typeof cell === 'bigint') return inRange(cell);
  if (typeof cell === 'string')
    return /^\s*[+-]?\d{1,19}(\.0*)?\s*$/.test(cell)
      ? inRange(BigInt(cell.trim().replace(/^\+|\.0*$/g, '')))
      : undefined;
  const value = numberOf(cell);
  return value !== undefined && Number.isSafeInteger(value) ? BigInt(value) : undefined;
}

const inRange = (value: bigint): bigint | undefined =>
  BigInt.asIntN(64, value) === value ? value : undefined;

function truthOf(cell: Cell): number | undefined {
  const text = textOf(cell).trim().toLowerCase();
  if (text === 'true' || text === '1') return 1;
  return text === 'false' || text === '0' ? 0 : undefined;
}

/** A cell as text, as it stands in a CSV file. */
export function textOf(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === 'object' ? '' : String(cell);
}
