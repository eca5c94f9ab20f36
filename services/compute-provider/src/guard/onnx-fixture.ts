type Initializer = { readonly name: string; readonly dims?: readonly number[] } & (
  | { readonly values: readonly number[]; readonly as: 'float' | 'double' }
  /** An element type of ONNX with its bytes, or with integers as protobuf packs them. */
  | { readonly type: number; readonly raw: Uint8Array }
  | { readonly type: number; readonly packed: readonly number[] }
);

/** An ONNX model for tests: one graph that gives its initialisers out. */
export function onnxModel(initializers: readonly Initializer[]): Uint8Array {
  const graph = Buffer.concat([
    ...initializers.map((each) => field(1, identity(each.name))),
    field(2, Buffer.from('logistic-regression')),
    ...initializers.map((each) => field(5, tensor(each))),
    ...initializers.map((each) => field(12, field(1, Buffer.from(`${each.name}_out`)))),
  ]);
  return new Uint8Array(
    Buffer.concat([Buffer.from([0x08, 9]), field(8, Buffer.from([0x10, 17])), field(7, graph)]),
  );
}

function identity(name: string): Buffer {
  return Buffer.concat([
    field(1, Buffer.from(name)),
    field(2, Buffer.from(`${name}_out`)),
    field(4, Buffer.from('Identity')),
  ]);
}

function tensor(given: Initializer): Buffer {
  const { type, data, size } = dataOf(given);
  const dims = given.dims ?? [size];
  return Buffer.concat([
    ...dims.map((dim) => Buffer.from([0x08, ...varint(dim)])),
    Buffer.from([0x10, ...varint(type)]),
    field(8, Buffer.from(given.name)),
    data,
  ]);
}

function dataOf(given: Initializer): { type: number; data: Buffer; size: number } {
  if ('raw' in given)
    return { type: given.type, data: field(9, Buffer.from(given.raw)), size: given.raw.length };
  if ('packed' in given)
    return {
      type: given.type,
      data: field(7, Buffer.from(given.packed.flatMap(varint))),
      size: given.packed.length,
    };
  const { values, as } = given;
  const raw = as === 'float' ? new Float32Array(values).buffer : new Float64Array(values).buffer;
  return { type: as === 'float' ? 1 : 11, data: field(9, Buffer.from(raw)), size: values.length };
}

/** A field of a protobuf message that holds bytes. */
export function field(number: number, value: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...varint(value.length)]), value]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}
