import type { Tensor } from 'onnxruntime-node';
import { Refusal } from './refusal.ts';

/** One output of the model for a batch: `width` values of each row, one row after the other. */
export interface Scored {
  readonly name: string;
  readonly width: number;
  readonly isText: boolean;
  readonly values: readonly number[] | Float32Array | Float64Array | readonly string[];
}

/** Columns of one output in a table; more are no prediction of a row. */
const widest = 4096;

/**
 * The outputs of a batch.
 * @param rows rows that were given, without those that only fill a fixed batch up
 * @throws Refusal where an output does not have as many rows as the model was given
 */
export function readOutputs(
  found: Readonly<Record<string, Tensor>>,
  names: readonly string[],
  given: { rows: number; filled: number },
): Scored[] {
  return names.map((name) => {
    const tensor = found[name];
    if (tensor === undefined) throw new Refusal(`output ${name} of the model is missing`);
    const [rows = 1, ...rest] = tensor.dims;
    const width = rest.reduce((product, dim) => product * dim, 1);
    if (tensor.dims.length === 0 || rows !== given.filled)
      throw new Refusal(`output ${name} of the model does not have one row for each row that it was given`);
    if (width < 1 || width > widest)
      throw new Refusal(`output ${name} of the model has ${width} values a row`);
    return { name, width, isText: tensor.type === 'string', values: valuesOf(tensor, given.rows * width) };
  });
}

function valuesOf(tensor: Tensor, count: number): Scored['values'] {
  const { data } = tensor;
  if (data instanceof Float32Array || data instanceof Float64Array) return data.subarray(0, count);
  if (tensor.type === 'float16')
    throw new Refusal('an output of the model holds float16; cast it to float32 in the model');
  const values: (number | string)[] = [];
  for (let index = 0; index < count; index++) {
    const value = data[index];
    values.push(typeof value === 'bigint' || typeof value === 'boolean' ? Number(value) : (value ?? 0));
  }
  return tensor.type === 'string' ? values.map(String) : values.map(Number);
}
