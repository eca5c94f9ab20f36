import type { AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';
import type { Context } from '../context.ts';
import type { PreparedImage } from '../engine/engine.ts';
import { OnnxNotRunnable } from '../models/problems.ts';
import { prepareImage } from './prepare-image.ts';

/**
 * Brings what runs an algorithm into the engine: its own image, or the runner's where it is an ONNX file.
 * @throws OnnxNotRunnable; what preparing an image throws
 */
export async function prepareProgram(
  ctx: Pick<Context, 'engine' | 'storage' | 'getFromRegistry' | 'settings'>,
  manifest: Pick<AlgorithmManifest, 'image'>,
  maxBytes: number = ctx.settings.maxImageBytes,
  came?: (bytes: number) => void,
): Promise<PreparedImage> {
  if (manifest.image !== undefined) return prepareImage(ctx, manifest.image, maxBytes, came);
  const { onnxRunner } = ctx.settings;
  if (onnxRunner === undefined) throw new OnnxNotRunnable();
  // The operator chose it, so the bound on images of strangers is not its bound.
  return onnxRunner.kind === 'image'
    ? prepareImage(ctx, onnxRunner.image, undefined, came)
    : ctx.engine.find(onnxRunner.imageId);
}
