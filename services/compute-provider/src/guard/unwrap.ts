import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { openCompressed } from './open-compressed.ts';
import { decodeText } from './decode-text.ts';
import { wideText } from './wide-text.ts';

/** Bytes of an output, as they are or as somebody would see them who opens what is in them. */
export interface Layer {
  readonly path: readonly string[];
  readonly bytes: Uint8Array;
  readonly isText: boolean;
}

/** Bounds that hold for one output with everything in it. */
export interface UnwrapLimits {
  readonly maxDepth: number;
  readonly maxLayers: number;
  /** Sum over everything that was opened or decoded; the output itself does not count. */
  readonly maxExpandedBytes: number;
}

export const unwrapLimits: UnwrapLimits = { maxDepth: 8, maxLayers: 50_000, maxExpandedBytes: 256 << 20 };

/** Something that was not looked into. */
export type UnwrapProblem =
  | {
      readonly kind: 'unscanned';
      readonly path: readonly string[];
      readonly limit: 'depth' | 'layers' | 'bytes';
    }
  | { readonly kind: 'opaque'; readonly path: readonly string[]; readonly format: string };

/** What is in a layer: `label` says how it was reached. */
export type Opened =
  | { readonly label: string; readonly bytes: Uint8Array; readonly cut: boolean }
  | { readonly label: string; readonly opaque: string };

/** What is left of the bounds; shared by all layers of an output. */
export interface Budget {
  bytes: number;
}

/**
 * An output and, one at a time, everything that is packed into it: compressed (gzip, zstd and zip members wherever they begin; zlib, deflate
 * and brotli from the first byte) or spelled (base64, hex, lists of bytes, also cut into lines or lists; UTF-16), to any combination of
 * these. A tar needs no opening: its members stand in it as they are. What would go beyond the limits is told as a problem and not opened;
 * nothing makes memory grow past them.
 *
 * @example for await (const layer of unwrap(bytes, unwrapLimits, (problem) => problems.push(problem))) scan(layer);
 */
export async function* unwrap(
  bytes: Uint8Array,
  limits: UnwrapLimits,
  onProblem: (problem: UnwrapProblem) => void,
): AsyncGenerator<Layer> {
  const budget: Budget = { bytes: limits.maxExpandedBytes };
  let layers = 0;
  let stopped = false;
  let tooDeep = false;
  // What two ways lead to is looked at once: a stored stream shows within the one around it, which would double with each layer.
  const seen = new Set([digestOf(bytes)]);
  const stop = (path: readonly string[], limit: 'layers' | 'bytes') => {
    if (stopped) return;
    stopped = true;
    onProblem({ kind: 'unscanned', path, limit });
  };

  async function* descend(layer: Layer): AsyncGenerator<Layer> {
    yield layer;
    for await (const opened of openings(layer, budget)) {
      const path = [...layer.path, opened.label];
      if ('opaque' in opened) {
        onProblem({ kind: 'opaque', path, format: opened.opaque });
        continue;
      }
      budget.bytes -= opened.bytes.byteLength;
      if (opened.cut || budget.bytes <= 0) stop(path, 'bytes');
      const digest = digestOf(opened.bytes);
      if (!seen.has(digest)) {
        if (path.length > limits.maxDepth) {
          if (!tooDeep) onProblem({ kind: 'unscanned', path, limit: 'depth' });
          tooDeep = true;
          return;
        }
        seen.add(digest);
        layers += 1;
        if (layers >= limits.maxLayers) stop(path, 'layers');
        const inner = { path, bytes: opened.bytes, isText: looksLikeText(opened.bytes) };
        // What the limit left of it is looked at, and nothing further is opened.
        if (stopped) yield inner;
        else yield* descend(inner);
      }
      if (stopped) return;
    }
  }
  yield* descend({ path: [], bytes, isText: looksLikeText(bytes) });
}

async function* openings(layer: Layer, budget: Budget): AsyncGenerator<Opened> {
  const bytes = Buffer.from(layer.bytes.buffer, layer.bytes.byteOffset, layer.bytes.byteLength);
  if (!layer.isText) yield* openCompressed(bytes, budget, layer.path.length > 0);
  yield* wideText(bytes);
  yield* decodeText(bytes);
}

const digestOf = (bytes: Uint8Array) => hash('sha256', bytes, 'base64');

/** UTF-8 without control characters at its beginning. */
function looksLikeText(bytes: Uint8Array): boolean {
  if (!isUtf8(bytes)) return false;
  return bytes.subarray(0, 4096).every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13);
}
