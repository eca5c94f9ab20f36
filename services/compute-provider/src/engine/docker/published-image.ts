import { randomUUID } from 'node:crypto';
import type { OciImage } from '@atoll/schemas/metadata/image';
import { exportImage } from '@atoll/sdk/image/export-image';
import { saveImage } from '@atoll/sdk/image/save-image';
import type { EngineLease } from '@atoll/tests/support/engine';
import { followBuild, packContext } from '@atoll/tests/support/images/build-context';
import type Docker from 'dockerode';

/** An image of two small layers that nothing else has, published to a store in memory and removed from the engine. */
export async function publishImage(
  { docker, lease }: { docker: Docker; lease: EngineLease },
  dockerfile = 'FROM scratch\nCOPY first /first\nCOPY second /second\n',
): Promise<Published> {
  const tag = `atoll-prepare-test:${randomUUID()}`;
  const context = await packContext([
    { text: dockerfile, to: 'Dockerfile' },
    { text: `first ${tag}`, to: 'first' },
    { text: `second ${tag}`, to: 'second' },
  ]);
  await followBuild(docker, await docker.buildImage(context, { t: tag }), tag);
  const { Id } = await docker.getImage(tag).inspect();
  const store = new Map<string, Buffer>();
  const image = await exportImage({
    archive: await saveImage({ socketPath: lease.socketPath, image: tag }),
    put: async ({ digest, content }) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of content) chunks.push(chunk);
      store.set(digest, Buffer.concat(chunks));
      return digest;
    },
  });
  await docker.getImage(tag).remove({ force: true });
  return { image, store, id: Id };
}

export interface Published {
  image: OciImage & { manifest: string; blobs: NonNullable<OciImage['blobs']> };
  /** Blobs by digest, which stands in for the CID. */
  store: Map<string, Buffer>;
  id: string;
}
