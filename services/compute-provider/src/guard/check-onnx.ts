import { checkGraph, interfaceOf } from './onnx/check-graph.ts';
import { Names } from './onnx/names.ts';
import { Message, ModelRefused, textField } from './onnx/read-message.ts';
import { OutputInvalid } from './problems.ts';
import { MalformedWire } from './protobuf.ts';
import { bytesField, bytesOf, joined } from './write-protobuf.ts';

/** Field numbers of `onnx.proto`. */
const model = { irVersion: 1, graph: 7, opset: 8, function: 25 } as const;
const opset = { domain: 1, version: 2 } as const;
/** Operators of ONNX itself: any runtime has them, and none loads code of the algorithm's for them. */
const domains = new Set(['', 'ai.onnx', 'ai.onnx.ml']);

/**
 * The same model written anew, with what its outputs are computed from and nothing else. Descriptions, notes, producer, metadata, training
 * data, names of inner values, and nodes and initialisers that lead to no output stay behind; so does every field that ONNX does not
 * have. Refused are tensors in files outside of the model, which a loader would open on the buyer's machine, operators and functions that are
 * not of ONNX, and tensors of more or fewer elements than their shape says.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 * @throws OutputInvalid
 */
export function checkOnnx(name: string, bytes: Uint8Array): Uint8Array {
  try {
    return rewriteOnnx(bytes);
  } catch (cause) {
    const reason = whyRefused(cause);
    if (reason === undefined) throw cause;
    throw new OutputInvalid(name, `it is no ONNX model that may leave: ${reason}`, cause);
  }
}

/** What {@link rewriteOnnx} found wrong, in words that quote nothing of the model; undefined where the error is another one. */
export function whyRefused(error: unknown): string | undefined {
  return error instanceof MalformedWire || error instanceof ModelRefused ? error.message : undefined;
}

/**
 * {@link checkOnnx} without the name of an output.
 * @throws what {@link whyRefused} knows
 */
export function rewriteOnnx(bytes: Uint8Array): Uint8Array {
  const found = new Message(bytes, {
    [model.irVersion]: 'varint',
    [model.graph]: 'bytes',
    [model.opset]: 'bytes*',
    [model.function]: 'bytes*',
  });
  const graph = found.one(model.graph);
  if (graph === undefined || !found.has(model.irVersion) || !found.has(model.opset))
    throw new ModelRefused('it needs ir_version, opset_import and one graph');
  if (found.has(model.function)) throw new ModelRefused('it brings functions of its own');
  const imports = found
    .all(model.opset)
    .map((part) => new Message(part, { [opset.domain]: 'bytes', [opset.version]: 'varint' }));
  const imported = imports.map((each) => each.text(opset.domain));
  if (!imported.every((domain) => domains.has(domain)) || new Set(imported).size < imported.length)
    throw new ModelRefused('it imports operators that are not of ONNX');
  const scope = { names: new Names(interfaceOf(graph)), domains: new Set(imported.flatMap(aliases)) };
  const checked = checkGraph(graph, scope);
  return bytesOf(
    joined([
      found.copy(model.irVersion),
      bytesField(model.graph, checked.written),
      ...imports.map((each, index) =>
        bytesField(
          model.opset,
          joined([textField(opset.domain, imported[index] ?? ''), each.copy(opset.version)]),
        ),
      ),
    ]),
  );
}

/** The first domain has two names. */
const aliases = (domain: string) => (domain === '' || domain === 'ai.onnx' ? ['', 'ai.onnx'] : [domain]);
