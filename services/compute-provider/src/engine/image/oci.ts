import { OciDigest } from '@atoll/schemas/ids';
import { z } from 'zod';

/*
 * The parts of OCI's image format that Atoll reads, and of Docker's older one, which registries still serve. A layer that is a plain tar has
 * one number from the manifest down to the file system; a packed one has two, and both are checked.
 * Source: https://github.com/opencontainers/image-spec (manifest.md, config.md, layer.md),
 * https://distribution.github.io/distribution/spec/manifest-v2-2/
 */

export const manifestMediaTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
] as const;
const configMediaTypes = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
] as const;

/** How the tar of a layer is packed, by its media type. Layers that are not for distribution are of no such type. */
export const packingOf = {
  'application/vnd.oci.image.layer.v1.tar': 'none',
  'application/vnd.oci.image.layer.v1.tar+gzip': 'gzip',
  'application/vnd.oci.image.layer.v1.tar+zstd': 'zstd',
  'application/vnd.docker.image.rootfs.diff.tar': 'none',
  'application/vnd.docker.image.rootfs.diff.tar.gzip': 'gzip',
} as const;
type LayerMediaType = keyof typeof packingOf;
const layerMediaTypes = Object.keys(packingOf) as [LayerMediaType, ...LayerMediaType[]];

/** Most bytes of a manifest and of a config; real ones have a few thousand. */
export const maxDocumentBytes = 1 << 20;

const size = z.int().positive();

export const OciManifest = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.enum(manifestMediaTypes),
  config: z.object({ mediaType: z.enum(configMediaTypes), digest: OciDigest, size }),
  layers: z
    .array(z.object({ mediaType: z.enum(layerMediaTypes), digest: OciDigest, size }))
    .min(1)
    .max(127),
});
export type OciManifest = z.infer<typeof OciManifest>;
export type OciLayer = OciManifest['layers'][number];

/** A list of images for several platforms: names none that could be approved. */
export const OciIndex = z.object({ manifests: z.array(z.unknown()) });

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
