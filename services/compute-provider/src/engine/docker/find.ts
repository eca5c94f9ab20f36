import type { PreparedImage } from '../engine.ts';
import { ImageUnavailable } from '../errors.ts';
import type { DockerContext } from './context.ts';
import { inspectImage } from './load.ts';
import { assertFits } from './prepare.ts';

/**
 * An image that the engine has under exactly this id. The id is a digest of the image's configuration, which names every layer by digest
 * (on containerd's store of its manifest, which names both), so nothing else can answer to it.
 */
export async function find(context: DockerContext, imageId: string): Promise<PreparedImage> {
  const facts = await inspectImage(context.docker, imageId);
  if (facts?.Id !== imageId) throw new ImageUnavailable(imageId, 'the engine does not have it');
  await assertFits(context, imageId, {
    os: facts.Os,
    architecture: facts.Architecture,
    volumes: facts.Config?.Volumes,
    labels: facts.Config?.Labels,
  });
  return { imageId, manifestDigest: imageId, configDigest: imageId };
}
