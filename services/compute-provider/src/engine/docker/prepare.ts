import { rm } from 'node:fs/promises';
import { type OciImage } from '@atoll/schemas/metadata/image';
import { type PrepareOptions, type PreparedImage } from '../engine.ts';
import { ImageInvalid, ImageUnavailable } from '../errors.ts';
import { type ImageDocuments, fetchDocuments, fetchLayer } from '../image/fetch-image.ts';
import { ask, call, refusalStatus } from './call.ts';
import { type DockerContext } from './context.ts';
import { packArchive } from './docker-archive.ts';
import { inspectImage, load } from './load.ts';
import { type ImageFacts, Version } from './replies.ts';

/** Brings an image into Docker: by IPFS blobs where the document names them, else from its registry by digest. */
export async function prepare(
  context: DockerContext,
  image: OciImage,
  options: PrepareOptions,
): Promise<PreparedImage> {
  if (image.blobs === undefined) return pull(context, image);
  const documents = await fetchDocuments(image, options);
  await assertRunnable(context, image.manifestDigest, {
    os: documents.config.os,
    architecture: documents.config.architecture,
    volumes: documents.config.config?.Volumes,
    labels: documents.config.config?.Labels,
  });
  const found = await findLoaded(context, documents);
  if (found) return found;

  const layers: { digest: string; size: number; path: string }[] = [];
  for (const layer of documents.manifest.layers) {
    layers.push({
      digest: layer.digest,
      size: layer.size,
      path: await fetchLayer(image, layer, context.imageDirectory, options),
    });
  }
  const complaint = await load(
    context.docker,
    packArchive({
      tag: tagOf(documents),
      config: { digest: documents.manifest.config.digest, bytes: documents.configBytes },
      layers,
    }),
  );
  if (complaint !== undefined)
    throw new ImageInvalid(image.manifestDigest, `the engine could not load it: ${complaint}`);
  const loaded = await findLoaded(context, documents);
  if (!loaded)
    throw new ImageInvalid(image.manifestDigest, 'the engine unpacked other layers than the manifest names');
  // The engine has them now. A failure before this line leaves them for the next try.
  for (const { path } of layers) await rm(path, { force: true });
  return loaded;
}

function tagOf(documents: ImageDocuments): string {
  return `atoll-image:${documents.manifest.config.digest.slice('sha256:'.length)}`;
}

/**
 * The image in the engine, if its file system is exactly the layers of the manifest. On the classic store the id is the config's
 * digest; containerd's store has ids of its own, and there the diff ids decide. They suffice: everything else that
 * a config says (entrypoint, user, variables, volumes) is overridden or refused.
 */
async function findLoaded(
  context: DockerContext,
  documents: ImageDocuments,
): Promise<PreparedImage | undefined> {
  const configDigest = documents.manifest.config.digest;
  for (const name of [configDigest, tagOf(documents)]) {
    const facts = await inspectImage(context.docker, name);
    if (facts?.RootFS.Layers?.join() !== documents.config.rootfs.diff_ids.join()) continue;
    return { imageId: facts.Id, manifestDigest: documents.manifestDigest, configDigest };
  }
  return undefined;
}

async function pull(context: DockerContext, image: OciImage): Promise<PreparedImage> {
  const { manifestDigest, repository } = image;
  if (repository === undefined)
    throw new ImageInvalid(manifestDigest, 'the document names no place to fetch it from');
  const name = `${repository}@${manifestDigest}`;
  const { docker } = context;
  if ((await inspectImage(docker, name)) === undefined) {
    try {
      const progress = await docker.pull(name);
      await new Promise<void>((resolve, reject) =>
        docker.modem.followProgress(progress, (error) => (error ? reject(error) : resolve())),
      );
    } catch (error) {
      // Without a status the engine itself is gone; with one it could not reach or find the image.
      if (refusalStatus(error) === undefined) await call('pinging the engine', () => docker.ping());
      throw new ImageUnavailable(
        manifestDigest,
        error instanceof Error ? error.message : String(error),
        error,
      );
    }
  }
  const facts = await inspectImage(docker, name);
  // The engine verified the digest when it pulled; that it kept it says so.
  if (!facts?.RepoDigests?.includes(name))
    throw new ImageUnavailable(manifestDigest, 'the engine does not keep it by digest');
  await assertRunnable(context, manifestDigest, factsOf(facts));
  return { imageId: facts.Id, manifestDigest, configDigest: facts.Id };
}

interface Runnable {
  os: string;
  architecture: string;
  volumes: Readonly<Record<string, unknown>> | null | undefined;
  labels: Readonly<Record<string, string>> | null | undefined;
}

function factsOf(facts: ImageFacts): Runnable {
  return {
    os: facts.Os,
    architecture: facts.Architecture,
    volumes: facts.Config?.Volumes,
    labels: facts.Config?.Labels,
  };
}

/** Refuses images that would run elsewhere only, or that ask for writable places and for names that are ours. */
async function assertRunnable(
  context: DockerContext,
  manifestDigest: string,
  image: Runnable,
): Promise<void> {
  const { Arch } = await ask('asking for the version', Version, () => context.docker.version());
  if (image.os !== 'linux' || image.architecture !== Arch) {
    throw new ImageInvalid(
      manifestDigest,
      `it is for ${image.os}/${image.architecture}, the engine runs linux/${Arch}`,
    );
  }
  const volumes = Object.keys(image.volumes ?? {});
  if (volumes.length > 0) {
    throw new ImageInvalid(
      manifestDigest,
      `it declares volumes (${volumes.slice(0, 3).join(', ')}), which would be writable`,
      'build it without VOLUME; write to /atoll/scratch and /atoll/outputs only',
    );
  }
  const label = Object.keys(image.labels ?? {}).find((name) => name.startsWith('atoll.'));
  if (label !== undefined)
    throw new ImageInvalid(manifestDigest, `its label ${label} is one that the provider sets`);
}
