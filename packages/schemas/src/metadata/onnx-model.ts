import { z } from 'zod';
import { Cid } from '../ids.ts';

/** An ONNX file as it was fetched and checked: where it lies, how large it is, and the sha-256 of its bytes in hex. */
export const OnnxModel = z.object({
  cid: Cid,
  size: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits'),
});
export type OnnxModel = z.infer<typeof OnnxModel>;
