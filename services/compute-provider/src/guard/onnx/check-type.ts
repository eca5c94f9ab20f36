import { bytesField, joined, varintField, type Written } from '../write-protobuf.ts';
import type { Names } from './names.ts';
import { Message, ModelRefused, textField } from './read-message.ts';

const type = { tensor: 1, sequence: 4, map: 5, opaque: 7, sparseTensor: 8, optional: 9 } as const;
const tensor = { element: 1, shape: 2 } as const;
const shapeField = { dimension: 1 } as const;
const dimension = { value: 1, name: 2 } as const;
const map = { key: 1, value: 2 } as const;
const maxDepth = 8;

/** The type of an input or output: elements and shape. What a dimension is called carries nothing. */
export function checkType(bytes: Uint8Array, names: Names, depth = 0): Written {
  if (depth > maxDepth) throw new ModelRefused('a type is nested too deep');
  const found = new Message(bytes, {
    [type.tensor]: 'bytes',
    [type.sequence]: 'bytes',
    [type.map]: 'bytes',
    [type.opaque]: 'bytes',
    [type.sparseTensor]: 'bytes',
    [type.optional]: 'bytes',
  });
  if (found.has(type.opaque)) throw new ModelRefused('a type is not one of ONNX');
  const inner = (number: number, check: (part: Uint8Array) => Written) =>
    found.all(number).map((part) => bytesField(number, check(part)));
  const element = (part: Uint8Array) => elementType(part, names, depth);
  return joined([
    ...inner(type.tensor, (part) => tensorType(part, names)),
    ...inner(type.sequence, element),
    ...inner(type.map, (part) => mapType(part, names, depth)),
    ...inner(type.sparseTensor, (part) => tensorType(part, names)),
    ...inner(type.optional, element),
  ]);
}

function elementType(bytes: Uint8Array, names: Names, depth: number): Written {
  const [inner] = new Message(bytes, { 1: 'bytes' }).all(1);
  return inner === undefined ? joined([]) : bytesField(1, checkType(inner, names, depth + 1));
}

function mapType(bytes: Uint8Array, names: Names, depth: number): Written {
  const found = new Message(bytes, { [map.key]: 'varint', [map.value]: 'bytes' });
  const value = found.all(map.value).map((part) => bytesField(map.value, checkType(part, names, depth + 1)));
  return joined([found.copy(map.key), ...value]);
}

function tensorType(bytes: Uint8Array, names: Names): Written {
  const found = new Message(bytes, { [tensor.element]: 'varint', [tensor.shape]: 'bytes' });
  const shape = found.one(tensor.shape);
  if (shape === undefined) return found.copy(tensor.element);
  const dimensions = new Message(shape, { [shapeField.dimension]: 'bytes*' }).all(shapeField.dimension);
  const written = joined(
    dimensions.map((part) => bytesField(shapeField.dimension, checkDimension(part, names))),
  );
  return joined([found.copy(tensor.element), bytesField(tensor.shape, written)]);
}

function checkDimension(bytes: Uint8Array, names: Names): Written {
  const found = new Message(bytes, { [dimension.value]: 'varint', [dimension.name]: 'bytes' });
  const value = found.varint(dimension.value);
  if (value !== undefined) return varintField(dimension.value, value);
  const name = found.text(dimension.name);
  return name === '' ? joined([]) : textField(dimension.name, names.dimension(name));
}
