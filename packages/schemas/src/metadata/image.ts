import { z } from 'zod';
import { Cid, OciDigest } from '../ids.ts';

/** One blob of an OCI image as a UnixFS file on IPFS; equal blobs of two images are one file. */
export const OciBlob = z.object({
  digest: OciDigest,
  size: z.int().positive(),
  mediaType: z.string().max(200),
  cid: Cid,
});
export type OciBlob = z.infer<typeof OciBlob>;

/**
 * An OCI image by manifest digest. `blobs` says where config and layers lie on IPFS; without it the image is pulled from
 * `repository` by digest. Never a tag.
 */
export const OciImage = z
  .object({
    manifestDigest: OciDigest,
    manifest: Cid.optional(),
    blobs: z.array(OciBlob).min(1).max(128).optional(),
    repository: z
      .string()
      .max(255)
      .regex(/^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._-]+)+$/, 'expected registry/name without tag')
      .optional(),
  })
  .refine(
    (image) => (image.manifest !== undefined && image.blobs !== undefined) || image.repository !== undefined,
    {
      message: 'an image needs manifest and blobs on IPFS, or a repository',
    },
  );
export type OciImage = z.infer<typeof OciImage>;
