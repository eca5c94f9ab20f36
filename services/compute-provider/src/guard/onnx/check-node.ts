import { bytesField, joined, type Written } from '../write-protobuf.ts';
import type { CheckedGraph } from './check-graph.ts';
import { checkSparseTensor, checkTensor } from './check-tensor.ts';
import { checkType } from './check-type.ts';
import type { Names } from './names.ts';
import { countNumbers, Message, ModelRefused, textField, textOf } from './read-message.ts';

/** What holds in all graphs of a model. */
export interface Scope {
  readonly names: Names;
  /** Domains of operators that the model imports. */
  readonly domains: ReadonlySet<string>;
}

const node = { input: 1, output: 2, operator: 4, attribute: 5, domain: 7 } as const;
const nodeShape = {
  [node.input]: 'bytes*',
  [node.output]: 'bytes*',
  [node.operator]: 'bytes',
  [node.attribute]: 'bytes*',
  [node.domain]: 'bytes',
} as const;
const operatorName = /^[A-Z][A-Za-z0-9]{0,63}$/;

const attribute = {
  name: 1,
  float: 2,
  int: 3,
  text: 4,
  tensor: 5,
  graph: 6,
  floats: 7,
  ints: 8,
  texts: 9,
  tensors: 10,
  graphs: 11,
  type: 14,
  types: 15,
  kind: 20,
  reference: 21,
  sparseTensor: 22,
  sparseTensors: 23,
} as const;
const attributeShape = {
  [attribute.name]: 'bytes',
  [attribute.float]: 'fixed',
  [attribute.int]: 'varint',
  [attribute.text]: 'bytes',
  [attribute.tensor]: 'bytes',
  [attribute.graph]: 'bytes',
  [attribute.floats]: 'floats',
  [attribute.ints]: 'numbers',
  [attribute.texts]: 'bytes*',
  [attribute.tensors]: 'bytes*',
  [attribute.graphs]: 'bytes*',
  [attribute.type]: 'bytes',
  [attribute.types]: 'bytes*',
  [attribute.kind]: 'varint',
  [attribute.reference]: 'bytes',
  [attribute.sparseTensor]: 'bytes',
  [attribute.sparseTensors]: 'bytes*',
} as const;
const attributeName = /^[A-Za-z_]\w{0,63}$/;

export interface Node {
  readonly message: Message;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** What a node takes and gives. */
export function readNode(bytes: Uint8Array, { domains }: Scope): Node {
  const message = new Message(bytes, nodeShape);
  if (!domains.has(message.text(node.domain)))
    throw new ModelRefused('an operator is of a domain that the model does not import');
  return {
    message,
    inputs: message.all(node.input).map(textOf),
    outputs: message.all(node.output).map(textOf),
  };
}

/**
 * An operator with its inputs, outputs and attributes; its own name and description stay behind.
 * @param checkBody checks the graph of an If, a Loop or a Scan
 */
export function checkNode(
  { message, inputs, outputs }: Node,
  { names }: Scope,
  checkBody: (bytes: Uint8Array) => CheckedGraph,
): CheckedGraph {
  const operator = message.text(node.operator);
  if (!operatorName.test(operator)) throw new ModelRefused('an operator has a name that ONNX would not give');
  const uses = new Set<string>();
  const body = (bytes: Uint8Array) => {
    const checked = checkBody(bytes);
    for (const name of checked.uses) uses.add(name);
    return checked.written;
  };
  const attributes = message.all(node.attribute);
  const attributeNames = new Set<string>();
  const written = joined([
    ...inputs.map((name) => textField(node.input, names.value(name))),
    ...outputs.map((name) => textField(node.output, names.value(name))),
    textField(node.operator, operator),
    ...attributes.map((bytes) => {
      const checked = checkAttribute(bytes, names, body);
      if (attributeNames.has(checked.name)) throw new ModelRefused('an operator has an attribute twice');
      attributeNames.add(checked.name);
      return bytesField(node.attribute, checked.written);
    }),
    message.copy(node.domain),
  ]);
  return { written, uses };
}

function checkAttribute(bytes: Uint8Array, names: Names, body: (bytes: Uint8Array) => Written) {
  const found = new Message(bytes, attributeShape);
  const name = found.text(attribute.name);
  if (!attributeName.test(name)) throw new ModelRefused('an attribute has a name that ONNX would not give');
  if (found.has(attribute.reference)) throw new ModelRefused('an attribute stands for one of a function');
  for (const text of [...found.all(attribute.text), ...found.all(attribute.texts)]) textOf(text);
  countNumbers(found.raw(attribute.ints));
  const each = (number: number, check: (part: Uint8Array) => Written) =>
    found.all(number).map((part) => bytesField(number, check(part)));
  const tensor = (part: Uint8Array) => checkTensor(part, names);
  const sparse = (part: Uint8Array) => checkSparseTensor(part, names);
  const type = (part: Uint8Array) => checkType(part, names);
  const written = joined([
    textField(attribute.name, name),
    found.copy(attribute.float, attribute.int, attribute.text),
    ...each(attribute.tensor, tensor),
    ...each(attribute.graph, body),
    found.copy(attribute.floats, attribute.ints, attribute.texts),
    ...each(attribute.tensors, tensor),
    ...each(attribute.graphs, body),
    ...each(attribute.type, type),
    ...each(attribute.types, type),
    found.copy(attribute.kind),
    ...each(attribute.sparseTensor, sparse),
    ...each(attribute.sparseTensors, sparse),
  ]);
  return { name, written };
}
