import { rm } from 'node:fs/promises';
import type { OciImage } from '@atoll/schemas/metadata/image';
import type { PrepareOptions, PreparedImage } from '../engine.ts';
import { ImageInvalid } from '../errors.ts';
import { openBlobSource } from '../image/blob-source.ts';
import { fetchDocuments, type ImageDocuments } from '../image/fetch-documents.ts';
import { fetchLayer, type FetchedLayer } from '../image/fetch-layer.ts';
import { ask } from './call.ts';
import type { DockerContext } from './context.ts';
import { packArchive } from './docker-archive.ts';
import { inspectImage, load } from './load.ts';
import { Version } from './replies.ts';

/**
 * Brings an image into Docker. Its bytes come from IPFS or from a registry, fetched and verified here and never by the engine, so that every
 * engine and every source gives the same answer.
 */
export async function prepare(
  context: DockerContext,
  image: OciImage,
  options: PrepareOptions,
): Promise<PreparedImage> {
  const source = openBlobSource(image, options);
  const documents = await fetchDocuments(image.manifestDigest, source, options);
  await assertRunnable(context, documents);
  const found = await findLoaded(context, documents);
  if (found) return found;

  const layers: FetchedLayer[] = [];
  let room = options.maxBytes;
  for (const [index, layer] of documents.manifest.layers.entries()) {
    const fetched = await fetchLayer({
      manifestDigest: image.manifestDigest,
      layer,
      diffId: documents.config.rootfs.diff_ids[index] ?? '',
      source,
      imageDirectory: context.imageDirectory,
      maxBytes: room,
      signal: options.signal,
    });
    room -= fetched.size;
    layers.push(fetched);
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

/** Refuses images that would run elsewhere only, or that ask for writable places and for names that are ours. */
async function assertRunnable(context: DockerContext, documents: ImageDocuments): Promise<void> {
  const { manifestDigest, config } = documents;
  await assertFits(context, manifestDigest, {
    os: config.os,
    architecture: config.architecture,
    volumes: config.config?.Volumes,
    labels: config.config?.Labels,
  });
}

/** What an image says of itself that decides whether it runs here. */
export interface ImageClaims {
  readonly os: string;
  readonly architecture: string;
  readonly volumes: Readonly<Record<string, unknown>> | null | undefined;
  readonly labels: Readonly<Record<string, string>> | null | undefined;
}

/** @throws ImageInvalid */
export async function assertFits(
  context: DockerContext,
  manifestDigest: string,
  config: ImageClaims,
): Promise<void> {
  const { Arch } = await ask('asking for the version', Version, () => context.docker.version());
  if (config.os !== 'linux' || config.architecture !== Arch)
    throw new ImageInvalid(
      manifestDigest,
      `it is for ${config.os}/${config.architecture}, the engine runs linux/${Arch}`,
    );
  const volumes = Object.keys(config.volumes ?? {});
  if (volumes.length > 0)
    throw new ImageInvalid(
      manifestDigest,
      `it declares volumes (${volumes.slice(0, 3).join(', ')}), which would be writable`,
      'build it without VOLUME; write to /atoll/scratch and /atoll/outputs only',
    );
  const label = Object.keys(config.labels ?? {}).find((name) => name.startsWith('atoll.'));
  if (label !== undefined)
    throw new ImageInvalid(manifestDigest, `its label ${label} is one that the provider sets`);
}
