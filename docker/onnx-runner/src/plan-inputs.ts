import type { InferenceSession } from 'onnxruntime-node';
import { Refusal } from './refusal.ts';

/** Element types that a column can be given as. */
export const elementTypes = ['float32', 'float64', 'int32', 'int64', 'bool', 'string'] as const;
export type ElementType = (typeof elementTypes)[number];

/** Which columns make one input of the model: their places in a row. */
export interface PlannedInput {
  readonly name: string;
  readonly type: ElementType;
  readonly columns: readonly number[];
  /** The input is [rows, columns], not [rows]. */
  readonly wide: boolean;
}

export interface Plan {
  readonly inputs: readonly PlannedInput[];
  /** Rows that the model was made for, where it takes no other number. */
  readonly fixedRows: number | undefined;
}

/**
 * Decides which columns the model is given. Inputs [rows] and [rows, 1] take the column of their name. A model with one input [rows, n]
 * takes the columns that `columns` names, or, without it, all but the label where these are as many as it wants.
 *
 * @throws Refusal where a column is missing or an input has another shape
 */
export function planInputs(
  model: Pick<InferenceSession, 'inputMetadata'>,
  table: { columns: readonly string[] },
  wanted: { columns: readonly string[] | undefined; label: string | undefined },
): Plan {
  const duplicate = table.columns.find((name, index) => table.columns.indexOf(name) !== index);
  if (duplicate !== undefined) throw new Refusal('two columns of the table have the same name');
  const tensors = model.inputMetadata.map(tensorOf);
  const [only] = tensors;
  const asMatrix =
    tensors.length === 1 && only !== undefined && only.shape.length === 2 && only.shape[1] !== 1;
  if (wanted.columns !== undefined && !asMatrix && wanted.columns.length !== 1)
    throw new Refusal(
      'columns is for a model with one input [rows, columns]; this one takes columns by name',
    );
  const inputs = asMatrix
    ? [matrixOf(only, table.columns, wanted)]
    : tensors.map((tensor) =>
        vectorOf(tensor, table.columns, tensors.length === 1 ? wanted.columns?.[0] : undefined),
      );
  const fixed = new Set(tensors.map(({ shape }) => shape[0]).filter((rows) => typeof rows === 'number'));
  if (fixed.size > 1) throw new Refusal('the inputs of the model want different numbers of rows');
  return { inputs, fixedRows: [...fixed][0] };
}

interface TensorInput {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | string)[];
}

function tensorOf(input: InferenceSession.ValueMetadata): TensorInput {
  if (!input.isTensor) throw new Refusal(`input ${input.name} of the model is no tensor`);
  const type = elementTypes.find((each) => each === input.type);
  if (type === undefined)
    throw new Refusal(`input ${input.name} of the model holds ${input.type}, which no column has`);
  if (input.shape.length < 1 || input.shape.length > 2)
    throw new Refusal(
      `input ${input.name} of the model has ${input.shape.length} dimensions; [rows] and [rows, columns] can be given`,
    );
  return { name: input.name, type, shape: input.shape };
}

function matrixOf(
  { name, type, shape }: TensorInput,
  columns: readonly string[],
  wanted: { columns: readonly string[] | undefined; label: string | undefined },
): PlannedInput {
  const chosen = wanted.columns ?? columns.filter((column) => column !== wanted.label);
  const width = shape[1];
  if (typeof width === 'number' && width !== chosen.length)
    throw new Refusal(
      `the model takes ${width} columns, ${wanted.columns === undefined ? 'the table has' : 'the parameter columns names'} ${chosen.length}`,
    );
  return { name, type, columns: chosen.map((column) => placeOf(columns, column)), wide: true };
}

function vectorOf(
  { name, type, shape }: TensorInput,
  columns: readonly string[],
  given: string | undefined,
): PlannedInput {
  const wide = shape.length === 2;
  if (wide && typeof shape[1] === 'number' && shape[1] !== 1)
    throw new Refusal(
      `input ${name} of the model wants ${shape[1]} columns beside other inputs; give each column an input of its own`,
    );
  return { name, type, columns: [placeOf(columns, given ?? name)], wide };
}

export function placeOf(columns: readonly string[], name: string): number {
  const at = columns.indexOf(name);
  if (at < 0) throw new Refusal(`the table has no column ${JSON.stringify(name.slice(0, 128))}`);
  return at;
}
