/** An ONNX model for tests: one graph whose initialisers are given, row by row. */
export function onnxModel(
  initializers: readonly { name: string; values: readonly number[]; as: 'float' | 'double' }[],
): Uint8Array {
  const graph = Buffer.concat(initializers.map((each) => field(5, tensor(each))));
  return new Uint8Array(
    Buffer.concat([
      Buffer.from([0x08, 9]),
      field(8, Buffer.from([0x10, 17])),
      field(7, Buffer.concat([graph, field(2, Buffer.from('logistic-regression'))])),
    ]),
  );
}

function tensor({
  name,
  values,
  as,
}: {
  name: string;
  values: readonly number[];
  as: 'float' | 'double';
}): Buffer {
  const raw = as === 'float' ? new Float32Array(values).buffer : new Float64Array(values).buffer;
  return Buffer.concat([
    Buffer.from([0x08, ...varint(values.length), 0x10, as === 'float' ? 1 : 11]),
    field(8, Buffer.from(name)),
    field(9, Buffer.from(raw)),
  ]);
}

function field(number: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...varint(value.length)]), value]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}
