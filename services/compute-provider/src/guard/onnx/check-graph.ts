import { bytesField, joined, type Written } from '../write-protobuf.ts';
import { checkNode, readNode, type Scope } from './check-node.ts';
import { checkSparseTensor, checkTensor, sparseTensorName, tensorName } from './check-tensor.ts';
import { checkType } from './check-type.ts';
import { Message, ModelRefused, textField } from './read-message.ts';

/** Deepest nesting of graphs (the bodies of If, Loop and Scan). */
const maxDepth = 16;

const graph = { node: 1, name: 2, initializer: 5, input: 11, output: 12, sparseInitializer: 15 } as const;
const shape = {
  [graph.node]: 'bytes*',
  [graph.initializer]: 'bytes*',
  [graph.input]: 'bytes*',
  [graph.output]: 'bytes*',
  [graph.sparseInitializer]: 'bytes*',
} as const;
const value = { name: 1, type: 2 } as const;
const valueShape = { [value.name]: 'bytes', [value.type]: 'bytes' } as const;

/** Names of the inputs and outputs of a graph. */
export function interfaceOf(bytes: Uint8Array): string[] {
  const found = new Message(bytes, shape);
  return [...found.all(graph.input), ...found.all(graph.output)].map(valueName);
}

const valueName = (bytes: Uint8Array): string => new Message(bytes, valueShape).text(value.name);

/** A graph that may leave, and the names that it takes from around it, or may take. */
export interface CheckedGraph {
  readonly written: Written;
  readonly uses: ReadonlySet<string>;
}

/**
 * A graph with what its outputs come from and nothing else: nodes and initialisers that lead to no output stay behind, as do descriptions,
 * notes, and what is known of inner values.
 * @throws ModelRefused
 */
export function checkGraph(bytes: Uint8Array, scope: Scope, depth = 0): CheckedGraph {
  if (depth > maxDepth) throw new ModelRefused(`its graphs are nested more than ${maxDepth} deep`);
  const found = new Message(bytes, shape);
  const outputs = found.all(graph.output);
  const uses = new Set(outputs.map(valueName));
  const nodes = liveNodes(found.all(graph.node), scope, uses, depth);
  const { dense, sparse, dropped } = initializersOf(found, uses);
  // Where an input has a default that no one needs, no one needs the input.
  const inputs = found.all(graph.input).filter((input) => !dropped.has(valueName(input)));
  const written = joined([
    ...nodes,
    textField(graph.name, 'graph'),
    ...dense.map((part) => bytesField(graph.initializer, checkTensor(part, scope.names))),
    ...inputs.map((part) => bytesField(graph.input, checkValue(part, scope))),
    ...outputs.map((part) => bytesField(graph.output, checkValue(part, scope))),
    ...sparse.map((part) => bytesField(graph.sparseInitializer, checkSparseTensor(part, scope.names))),
  ]);
  return { written, uses };
}

/** Nodes from the last to the first: whose values nobody behind them takes is left out. */
function liveNodes(all: readonly Uint8Array[], scope: Scope, uses: Set<string>, depth: number): Written[] {
  const live: Written[] = [];
  for (const bytes of all.toReversed()) {
    const node = readNode(bytes, scope);
    if (!node.outputs.some((name) => name !== '' && uses.has(name))) continue;
    const inner = checkNode(node, scope, (body) => checkGraph(body, scope, depth + 1));
    for (const name of [...node.inputs, ...inner.uses]) if (name !== '') uses.add(name);
    live.push(bytesField(graph.node, inner.written));
  }
  return live.toReversed();
}

function initializersOf(found: Message, uses: ReadonlySet<string>) {
  const names = new Set<string>();
  const dropped = new Set<string>();
  const isUsed = (name: string) => {
    if (names.has(name)) throw new ModelRefused('two initialisers have one name');
    names.add(name);
    if (!uses.has(name)) dropped.add(name);
    return uses.has(name);
  };
  const dense = found.all(graph.initializer).filter((part) => isUsed(tensorName(part)));
  const sparse = found.all(graph.sparseInitializer).filter((part) => isUsed(sparseTensorName(part)));
  return { dense, sparse, dropped };
}

function checkValue(bytes: Uint8Array, { names }: Scope): Written {
  const found = new Message(bytes, valueShape);
  const type = found.one(value.type);
  return joined([
    textField(value.name, names.value(found.text(value.name))),
    ...(type === undefined ? [] : [bytesField(value.type, checkType(type, names))]),
  ]);
}
