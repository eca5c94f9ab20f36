import type { WireField } from '../protobuf.ts';
import { bytesField, joined, varintField, type Written } from '../write-protobuf.ts';
import type { Names } from './names.ts';
import { countNumbers, Message, ModelRefused, readNumbers, textField, textOf } from './read-message.ts';

const field = {
  dims: 1,
  type: 2,
  floats: 4,
  int32s: 5,
  strings: 6,
  int64s: 7,
  name: 8,
  raw: 9,
  doubles: 10,
  uint64s: 11,
  external: 13,
  location: 14,
} as const;

const shape = {
  [field.dims]: 'numbers',
  [field.type]: 'varint',
  [field.floats]: 'floats',
  [field.int32s]: 'numbers',
  [field.strings]: 'bytes*',
  [field.int64s]: 'numbers',
  [field.name]: 'bytes',
  [field.raw]: 'bytes',
  [field.doubles]: 'floats',
  [field.uint64s]: 'numbers',
  [field.external]: 'bytes*',
  [field.location]: 'varint',
} as const;

const dataFields = [
  field.floats,
  field.int32s,
  field.strings,
  field.int64s,
  field.raw,
  field.doubles,
  field.uint64s,
];
const stringType = 8;
/** Of each element type its bits, and the field that holds it where it is not in raw bytes; complex numbers are two of a kind. */
const elements: Readonly<Record<number, { bits: number; field: number; each?: 2 }>> = {
  1: { bits: 32, field: field.floats },
  2: { bits: 8, field: field.int32s },
  3: { bits: 8, field: field.int32s },
  4: { bits: 16, field: field.int32s },
  5: { bits: 16, field: field.int32s },
  6: { bits: 32, field: field.int32s },
  7: { bits: 64, field: field.int64s },
  [stringType]: { bits: 0, field: field.strings },
  9: { bits: 8, field: field.int32s },
  10: { bits: 16, field: field.int32s },
  11: { bits: 64, field: field.doubles },
  12: { bits: 32, field: field.uint64s },
  13: { bits: 64, field: field.uint64s },
  14: { bits: 64, field: field.floats, each: 2 },
  15: { bits: 128, field: field.doubles, each: 2 },
  16: { bits: 16, field: field.int32s },
  17: { bits: 8, field: field.int32s },
  18: { bits: 8, field: field.int32s },
  19: { bits: 8, field: field.int32s },
  20: { bits: 8, field: field.int32s },
  21: { bits: 4, field: field.int32s },
  22: { bits: 4, field: field.int32s },
  23: { bits: 4, field: field.int32s },
};

/**
 * The name of a tensor that may turn out to be of no use.
 * @throws ModelRefused where it points out of the model, used or not
 */
export function tensorName(bytes: Uint8Array): string {
  const tensor = new Message(bytes, shape);
  refuseOutside(tensor);
  return tensor.text(field.name);
}

function refuseOutside(tensor: Message): void {
  if (tensor.has(field.external) || (tensor.varint(field.location) ?? 0n) !== 0n)
    throw new ModelRefused('a tensor lies in a file outside of the model');
}

/**
 * A tensor with its elements and nothing beside: as many as its shape says, in one field, in the model itself.
 * @throws ModelRefused
 */
export function checkTensor(bytes: Uint8Array, names: Names): Written {
  const tensor = new Message(bytes, shape);
  refuseOutside(tensor);
  const dims = readNumbers(tensor.raw(field.dims));
  const type = Number(tensor.varint(field.type) ?? 0n);
  const size = dims.reduce((product, dim) => product * dim, 1n);
  checkSize(tensor, type, size);
  for (const text of tensor.all(field.strings)) textOf(text);
  return joined([
    ...dims.map((dim) => varintField(field.dims, dim)),
    varintField(field.type, BigInt(type)),
    tensor.copy(field.floats, field.int32s, field.strings, field.int64s),
    textField(field.name, names.value(tensor.text(field.name))),
    tensor.copy(field.raw, field.doubles, field.uint64s),
  ]);
}

function checkSize(tensor: Message, type: number, size: bigint): void {
  const element = elements[type];
  if (element === undefined) throw new ModelRefused('a tensor is of a type that ONNX does not have');
  const held = dataFields.filter((number) => tensor.has(number));
  const [only] = held;
  const fits = only === field.raw ? type !== stringType : only === element.field;
  if (held.length > 1 || (only !== undefined && !fits))
    throw new ModelRefused('a tensor has its elements in a field that is not theirs');
  // Elements of less than a byte share one.
  const bytes = (size * BigInt(element.bits) + 7n) / 8n;
  const there = only === undefined ? 0 : sizeOf(tensor.raw(only), only);
  const asked = only === field.raw ? bytes : element.bits === 4 ? bytes : size * BigInt(element.each ?? 1);
  // A part of an element is none.
  if (!Number.isInteger(there) || BigInt(there) !== asked)
    throw new ModelRefused('a tensor has more or fewer elements than its shape says');
}

/** Bytes of raw data, elements of any other. */
function sizeOf(fields: readonly WireField[], number: number): number {
  if (number === field.raw) return bytesIn(fields);
  if (number === field.floats) return bytesIn(fields) / 4;
  if (number === field.doubles) return bytesIn(fields) / 8;
  return number === field.strings ? fields.length : countNumbers(fields);
}

const bytesIn = (fields: readonly WireField[]) =>
  fields.reduce((sum, { value }) => sum + (typeof value === 'bigint' ? 0 : value.byteLength), 0);

const sparse = { values: 1, indices: 2, dims: 3 } as const;
const sparseShape = {
  [sparse.values]: 'bytes',
  [sparse.indices]: 'bytes',
  [sparse.dims]: 'numbers',
} as const;

/** A tensor that tells its elements by their places. Its name is that of its values. */
export function checkSparseTensor(bytes: Uint8Array, names: Names): Written {
  const tensor = new Message(bytes, sparseShape);
  const values = tensor.one(sparse.values);
  const indices = tensor.one(sparse.indices);
  if (values === undefined || indices === undefined) throw new ModelRefused('a sparse tensor lacks a part');
  return joined([
    bytesField(sparse.values, checkTensor(values, names)),
    bytesField(sparse.indices, checkTensor(indices, names)),
    ...readNumbers(tensor.raw(sparse.dims)).map((dim) => varintField(sparse.dims, dim)),
  ]);
}

export function sparseTensorName(bytes: Uint8Array): string {
  const values = new Message(bytes, sparseShape).one(sparse.values);
  return values === undefined ? '' : tensorName(values);
}
