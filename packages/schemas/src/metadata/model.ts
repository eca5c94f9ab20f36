import { z } from 'zod';
import { Cid } from '../ids.ts';

/** The metadata document of a model that can be paid per inference: an ONNX file by CID. */
export const ModelDocument = z.object({
  '@context': z.literal('https://schema.org/'),
  '@type': z.literal('SoftwareApplication'),
  name: z.string().min(1).max(200),
  description: z.string().max(20_000),
  license: z.string().min(1).max(500),
  softwareVersion: z.string().min(1).max(64),
  keywords: z.array(z.string().max(64)).max(32).default([]),
  author: z.string().max(200).optional(),
  atoll: z.object({
    kind: z.literal('model'),
    onnx: z.object({ cid: Cid, size: z.int().positive() }),
  }),
});
export type ModelDocument = z.infer<typeof ModelDocument>;
