import { OutputInvalid } from './problems.ts';
import { MalformedWire, wireFields } from './protobuf.ts';

/** Deepest nesting of graphs (the bodies of If, Loop and Scan). */
const maxDepth = 16;

/** Field numbers of `onnx.proto3`. */
const model = { irVersion: 1, opset: 8, graph: 7, training: 20, function: 25 } as const;
const training = { initialization: 1, algorithm: 2 } as const;
const functionBody = { node: 7, attributeDefault: 11 } as const;
const graph = { node: 1, initializer: 5, sparseInitializer: 15 } as const;
const node = { attribute: 5 } as const;
const attribute = {
  tensor: 5,
  graph: 6,
  tensors: 10,
  graphs: 11,
  sparseTensor: 22,
  sparseTensors: 23,
} as const;
const sparse = { values: 1, indices: 2 } as const;
const tensor = { externalData: 13, dataLocation: 14 } as const;

/**
 * That the bytes are an ONNX model on its own: the wire format holds, there is one graph, and no tensor points to a file
 * outside, which a loader would open on the buyer's machine.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
 * @throws OutputInvalid
 */
export function checkOnnx(name: string, bytes: Uint8Array): Uint8Array {
  try {
    let graphs = 0;
    let versions = 0;
    let opsets = 0;
    for (const field of wireFields(bytes)) {
      if (field.number === model.irVersion && field.type === 'varint') versions += 1;
      if (field.number === model.opset && field.type === 'bytes') opsets += 1;
      if (field.type !== 'bytes') continue;
      if (field.number === model.function) checkFunction(name, field.value);
      if (field.number === model.training) checkTraining(name, field.value);
      if (field.number !== model.graph) continue;
      graphs += 1;
      checkGraph(name, field.value, 0);
    }
    if (versions !== 1 || opsets < 1 || graphs !== 1)
      throw new OutputInvalid(name, 'it is no ONNX model: it needs ir_version, opset_import and one graph');
  } catch (cause) {
    if (!(cause instanceof MalformedWire)) throw cause;
    throw new OutputInvalid(name, `it is no ONNX model: ${cause.message}`, cause);
  }
  return bytes;
}

function checkGraph(name: string, bytes: Uint8Array, depth: number): void {
  if (depth > maxDepth) throw new OutputInvalid(name, `its graphs are nested more than ${maxDepth} deep`);
  for (const { number, type, value } of wireFields(bytes)) {
    if (type !== 'bytes') continue;
    if (number === graph.initializer) checkTensor(name, value);
    if (number === graph.sparseInitializer) checkSparse(name, value);
    if (number === graph.node) checkNode(name, value, depth);
  }
}

function checkFunction(name: string, bytes: Uint8Array): void {
  for (const { number, type, value } of wireFields(bytes)) {
    if (type !== 'bytes') continue;
    if (number === functionBody.node) checkNode(name, value, 0);
    if (number === functionBody.attributeDefault) checkAttribute(name, value, 0);
  }
}

function checkTraining(name: string, bytes: Uint8Array): void {
  for (const { number, type, value } of wireFields(bytes))
    if (type === 'bytes' && (number === training.initialization || number === training.algorithm))
      checkGraph(name, value, 0);
}

function checkNode(name: string, bytes: Uint8Array, depth: number): void {
  for (const field of wireFields(bytes)) {
    if (field.number === node.attribute && field.type === 'bytes') checkAttribute(name, field.value, depth);
  }
}

function checkAttribute(name: string, bytes: Uint8Array, depth: number): void {
  for (const { number, type, value } of wireFields(bytes)) {
    if (type !== 'bytes') continue;
    if (number === attribute.tensor || number === attribute.tensors) checkTensor(name, value);
    if (number === attribute.sparseTensor || number === attribute.sparseTensors) checkSparse(name, value);
    if (number === attribute.graph || number === attribute.graphs) checkGraph(name, value, depth + 1);
  }
}

function checkSparse(name: string, bytes: Uint8Array): void {
  for (const { number, type, value } of wireFields(bytes))
    if (type === 'bytes' && (number === sparse.values || number === sparse.indices)) checkTensor(name, value);
}

function checkTensor(name: string, bytes: Uint8Array): void {
  for (const { number, type, value } of wireFields(bytes)) {
    const outside =
      number === tensor.externalData ||
      (number === tensor.dataLocation && (type !== 'varint' || value !== 0n));
    if (outside) throw new OutputInvalid(name, 'a tensor lies in a file outside of the model');
  }
}
