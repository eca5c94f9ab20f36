import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkOnnx } from './check-onnx.ts';
import { field, onnxModel } from './onnx-fixture.ts';

/**
 * Models as Python's `onnx` writes them. `plain`: (x · weights), Relu, with a name, a note, a property, a dead node and two unused
 * initialisers that must not leave. `branches`: an If whose bodies take values from around them. `labels`: a classifier of ai.onnx.ml.
 */
const models = {
  plain:
    'CAgSD3NlY3JldCBwcm9kdWNlcjqLAwpBCgF4Cgd3ZWlnaHRzEgtzZWNyZXRfbmFtZRoQbm9kZSBuYW1lIHNlY3JldCIGTWF0TXVs' +
    'MgxwYXRpZW50IDQ3MTEKFgoLc2VjcmV0X25hbWUSAXkiBFJlbHUKHQoHdW51c2VkMQoHdW51c2VkMRIEZGVhZCIDQWRkEgxzZWNy' +
    'ZXQgZ3JhcGgqQQgECAMQAUIHd2VpZ2h0c0owCTlNv1Nxrr5zt8G/aKGKP0Wb0j+gkNS+DTM4Pksnnz5KihZARruYPcnumb8n8BM/' +
    'KkEIBAgDEAFCB3VudXNlZDFKMAk5Tb9Tca6+c7fBv2ihij9Fm9I/oJDUvg0zOD5LJ58+SooWQEa7mD3J7pm/J/ATPyoSCAMQBzoD' +
    'AQIDQgd1bnVzZWQyUgpzZWNyZXQgZG9jWiQKAXgSGwoZCAESFQoPEg1wYXRpZW50cyA0NzExCgIIBBoCaGliIAoBeRIbChkIARIV' +
    'Cg8SDXBhdGllbnRzIDQ3MTEKAggDahMKC3NlY3JldF9uYW1lEgQKAggBQgQKABARchIKA3JvdxILMTcuOTksMTAuMzg=',
  branches:
    'CAg6kwMKKAoBeAoEYXhlcxIBcyIJUmVkdWNlU3VtKg8KCGtlZXBkaW1zGACgAQIKFQoBcwoEemVybxIBYiIHR3JlYXRlcgqpAQoB' +
    'YhIBaSICSWYqQgoLZWxzZV9icmFuY2gyMAoSCgF4CgVvdXRlchIBZSIDTXVsEgRlbHNlYhQKAWUSDwoNCAESCQoDEgFuCgIIBKAB' +
    'BSpZCgt0aGVuX2JyYW5jaDJHCg4KAXgKAWMSAXQiA0FkZBIEdGhlbioZCAQQASIQAACAPwAAAEAAAEBAAACAQEIBY2IUCgF0Eg8K' +
    'DQgBEgkKAxIBbgoCCASgAQUKJgoBaQoEcGFkcxIBeSIDUGFkKhMKBG1vZGUiCGNvbnN0YW50oAEDEgFnKh0IBBABIhAAAIC/AAAA' +
    'PwAAAEAAAEBAQgVvdXRlcioOCAIQBzoCAAFCBGF4ZXMqDhABIgQAAAAAQgR6ZXJvKhkIBBAHOg0AAQD///////////8BQgRwYWRz' +
    'WhQKAXgSDwoNCAESCQoDEgFuCgIIBGIJCgF5EgQKAggBQgQKABAR',
  labels:
    'CAg6lwIK4QEKAXgSBWxhYmVsEgFwIhBMaW5lYXJDbGFzc2lmaWVyKisKE2NsYXNzbGFiZWxzX3N0cmluZ3NKBmJlbmlnbkoJbWFs' +
    'aWduYW50oAEIKjkKDGNvZWZmaWNpZW50cz3NzMw9Pc3MTD49mpmZPj3NzMw+Pc3MzL09zcxMvj2amZm+Pc3MzL6gAQYqGQoKaW50' +
    'ZXJjZXB0cz0AAAA/PQAAAL+gAQYqEgoLbXVsdGlfY2xhc3MYAKABAiodCg5wb3N0X3RyYW5zZm9ybSIITE9HSVNUSUOgAQM6CmFp' +
    'Lm9ubngubWwKEAoBcBIBeSIISWRlbnRpdHkSAWdaEQoBeBIMCgoIARIGCgAKAggEYgkKAXkSBAoCCAFCBAoAEBFCDgoKYWkub25u' +
    'eC5tbBAD',
};
const given = (name: keyof typeof models) => Buffer.from(models[name], 'base64');
const checked = (bytes: Uint8Array) => Buffer.from(checkOnnx('m.onnx', bytes));
const refused = expect.objectContaining({ code: 'output_invalid' });

const opset = (domain = '') =>
  field(8, Buffer.concat([field(1, Buffer.from(domain)), Buffer.from([0x10, 17])]));
const modelOf = (graph: Uint8Array, ...more: Uint8Array[]) =>
  Buffer.concat([Buffer.from([0x08, 9]), opset(), field(7, graph), ...more]);
const named = (number: number, name: string) => field(number, Buffer.from(name));
/** A node that gives the output of the graph. */
const node = (...parts: Uint8Array[]) => field(1, Buffer.concat([named(1, 'w'), named(2, 'y'), ...parts]));
const output = field(12, named(1, 'y'));
const tensor = (...parts: Uint8Array[]) => Buffer.concat([...parts, named(8, 'w')]);
const float = Buffer.from([0x08, 1, 0x10, 1]);

describe('what leaves is the model alone', () => {
  test('descriptions, names, notes, dead nodes and unused initialisers stay behind', () => {
    const before = given('plain');
    const after = checked(before);
    expect(before.toString('latin1')).toMatch(/secret.*4711.*17\.99/s);
    expect(after.toString('latin1')).not.toMatch(/secret|4711|17\.99|unused|dead|patients|weights/);
    // The weights that are used are there, once.
    const start = before.indexOf('weightsJ0') + 9;
    const weights = before.subarray(start, start + 48);
    expect(after.indexOf(weights)).toBeGreaterThan(0);
    expect(after.indexOf(weights, after.indexOf(weights) + 1)).toBe(-1);
    expect(after.length).toBeLessThan(before.length / 2);
  });

  test.each(['plain', 'branches', 'labels'] as const)('written anew once more, %s stays the same', (name) => {
    const once = checked(given(name));
    expect(checked(once).equals(once)).toBe(true);
  });

  test('graphs within keep what they take from around them', () => {
    const after = checked(given('branches')).toString('latin1');
    for (const operator of ['If', 'Add', 'Mul', 'Pad', 'Greater', 'ReduceSum', 'then_branch', 'else_branch'])
      expect(after).toContain(operator);
    expect(after).not.toContain('outer');
  });

  test('labels of a classifier and names of inputs and outputs stay', () => {
    const after = checked(given('labels')).toString('latin1');
    expect(after).toMatch(/ai\.onnx\.ml/);
    expect(after).toMatch(/benign.*malignant/s);
  });

  test('fields that ONNX does not have stay behind', () => {
    const model = onnxModel([{ name: 'w', values: [1, 2], as: 'float' }]);
    const more = Buffer.concat([model, Buffer.from([0xfa, 0x3e, 4, 1, 2, 3, 4])]);
    expect(checked(more).equals(checked(model))).toBe(true);
  });
});

describe('refused is', () => {
  test.each<[string, Uint8Array]>([
    [
      'a tensor in a file outside',
      modelOf(
        Buffer.concat([node(named(4, 'Relu')), output, field(5, tensor(float, Buffer.from([0x70, 1])))]),
      ),
    ],
    [
      'the same where no node takes it',
      modelOf(field(5, Buffer.concat([Buffer.from([0x70, 1]), named(8, 'z')]))),
    ],
    [
      'the same within a graph within',
      modelOf(
        Buffer.concat([
          node(
            named(4, 'If'),
            field(5, Buffer.concat([named(1, 'then_branch'), field(6, field(5, Buffer.from([0x70, 1])))])),
          ),
          output,
        ]),
      ),
    ],
    [
      'an operator of another domain',
      modelOf(Buffer.concat([node(named(4, 'Steal'), named(7, 'evil')), output])),
    ],
    ['an import of another domain', modelOf(Buffer.alloc(0), opset('evil'))],
    ['a function of its own', modelOf(Buffer.alloc(0), Buffer.from([0xca, 0x01, 2, 0x0a, 0]))],
    [
      'an operator whose name is a text',
      modelOf(Buffer.concat([node(named(4, 'patient 4711 is ill')), output])),
    ],
    ['an output whose name is a text', modelOf(field(12, named(1, 'patient 4711 is ill')))],
    [
      'more bytes than the shape says',
      modelOf(
        Buffer.concat([node(named(4, 'Relu')), output, field(5, tensor(float, field(9, Buffer.alloc(8))))]),
      ),
    ],
    [
      'elements of which one is cut off',
      modelOf(
        Buffer.concat([node(named(4, 'Relu')), output, field(5, tensor(float, field(4, Buffer.alloc(15))))]),
      ),
    ],
    [
      'a field twice',
      modelOf(
        Buffer.concat([
          node(named(4, 'Relu')),
          output,
          field(5, tensor(float, field(9, Buffer.alloc(4)), field(9, Buffer.alloc(4)))),
        ]),
      ),
    ],
    [
      'data in a field that is not its',
      modelOf(
        Buffer.concat([node(named(4, 'Relu')), output, field(5, tensor(float, field(7, Buffer.from([1]))))]),
      ),
    ],
    [
      'an integer with a longer spelling',
      modelOf(
        Buffer.concat([
          node(named(4, 'Relu')),
          output,
          field(5, tensor(Buffer.from([0x08, 1, 0x10, 7]), field(7, Buffer.from([0x81, 0x80, 0])))),
        ]),
      ),
    ],
    [
      'a text attribute with hidden characters',
      modelOf(
        Buffer.concat([
          node(named(4, 'Relu'), field(5, Buffer.concat([named(1, 'mode'), named(4, 'a\u200bb')]))),
          output,
        ]),
      ),
    ],
    ['no model', Buffer.from('{}')],
    ['a model without a graph', Buffer.from([0x08, 9, 0x42, 2, 0x10, 17])],
    ['a model that is cut off', given('plain').subarray(0, -1)],
    ['two graphs', modelOf(output, field(7, output))],
  ])('%s', (_name, bytes) => {
    expect(() => checked(bytes)).toThrow(refused);
  });

  test('graphs that are nested without end', () => {
    let graph = Buffer.concat([output]);
    for (let depth = 0; depth < 20; depth++)
      graph = Buffer.concat([
        node(named(4, 'If'), field(5, Buffer.concat([named(1, 'then_branch'), field(6, graph)]))),
        output,
      ]);
    expect(() => checked(modelOf(graph))).toThrow(refused);
  });
});

test('no bytes make it crash', () => {
  const survives = (bytes: Uint8Array) => {
    try {
      checkOnnx('m.onnx', bytes);
    } catch (error) {
      expect(error).toEqual(refused);
    }
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), survives));
  // Models of which a few bytes were changed get further.
  const base = fc.constantFrom<keyof typeof models>('plain', 'branches', 'labels');
  fc.assert(
    fc.property(base, fc.array(fc.tuple(fc.nat(450), fc.nat(255)), { maxLength: 4 }), (name, changes) => {
      const bytes = given(name);
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      survives(bytes);
    }),
    { numRuns: 2000 },
  );
});
