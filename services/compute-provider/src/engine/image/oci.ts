import { OciDigest } from '@atoll/schemas/ids';
import { z } from 'zod';

/*
 * The parts of OCI's image format that Atoll reads. Layers are plain tars, so that a layer's digest is the diff id that an
 * engine computes when it unpacks it: one number from the manifest down to the file system.
 * Source: https://github.com/opencontainers/image-spec (manifest.md, config.md)
 */

export const manifestMediaType = 'application/vnd.oci.image.manifest.v1+json';
export const configMediaType = 'application/vnd.oci.image.config.v1+json';
export const layerMediaType = 'application/vnd.oci.image.layer.v1.tar';

/** Most bytes of a manifest and of a config; real ones have a few thousand. */
export const maxDocumentBytes = 1 << 20;

const Descriptor = <Type extends string>(mediaType: Type) =>
  z.object({ mediaType: z.literal(mediaType), digest: OciDigest, size: z.int().positive() });

export const OciManifest = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.literal(manifestMediaType),
  config: Descriptor(configMediaType),
  layers: z.array(Descriptor(layerMediaType)).min(1).max(127),
});
export type OciManifest = z.infer<typeof OciManifest>;

export const OciConfig = z.object({
  architecture: z.string(),
  os: z.string(),
  config: z
    .object({
      Volumes: z.record(z.string(), z.unknown()).nullish(),
      Labels: z.record(z.string(), z.string()).nullish(),
    })
    .nullish(),
  rootfs: z.object({ type: z.literal('layers'), diff_ids: z.array(OciDigest) }),
});
export type OciConfig = z.infer<typeof OciConfig>;
