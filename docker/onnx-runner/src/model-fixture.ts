/** Small ONNX models for tests, written by hand. @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
interface Value {
  readonly name: string;
  /** Element type of ONNX: 1 float32, 6 int32, 7 int64, 8 string, 9 bool, 11 float64. */
  readonly type: number;
  readonly dims: readonly (number | string)[];
}

interface Node {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number>>;
}

export function modelOf(graph: {
  inputs: readonly Value[];
  outputs: readonly Value[];
  nodes: readonly Node[];
}): Uint8Array {
  const body = Buffer.concat([
    ...graph.nodes.map((node) => field(1, nodeOf(node))),
    field(2, Buffer.from('fixture')),
    ...graph.inputs.map((value) => field(11, valueOf(value))),
    ...graph.outputs.map((value) => field(12, valueOf(value))),
  ]);
  return Buffer.concat([Buffer.from([0x08, 8]), field(8, Buffer.from([0x10, 17])), field(7, body)]);
}

function nodeOf({ operator, inputs, outputs, attributes = {} }: Node): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => field(1, Buffer.from(name))),
    ...outputs.map((name) => field(2, Buffer.from(name))),
    field(4, Buffer.from(operator)),
    ...Object.entries(attributes).map(([name, value]) =>
      // An integer attribute: kind 2.
      field(5, Buffer.concat([field(1, Buffer.from(name)), number(3, value), number(20, 2)])),
    ),
  ]);
}

function valueOf({ name, type, dims }: Value): Buffer {
  const shape = Buffer.concat(
    dims.map((dim) => field(1, typeof dim === 'number' ? number(1, dim) : field(2, Buffer.from(dim)))),
  );
  const tensor = Buffer.concat([number(1, type), field(2, shape)]);
  return Buffer.concat([field(1, Buffer.from(name)), field(2, field(1, tensor))]);
}

const field = (tag: number, value: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([...varint((tag << 3) | 2), ...varint(value.length)]), value]);
const number = (tag: number, value: number): Buffer => Buffer.from([...varint(tag << 3), ...varint(value)]);

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}
