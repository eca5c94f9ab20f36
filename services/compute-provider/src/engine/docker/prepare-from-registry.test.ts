import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { OciImage } from '@atoll/schemas/metadata/image';
import { systemClock } from '@atoll/server-kit/clock';
import { type EngineLease, ensureEngine } from '@atoll/tests/support/engine';
import Docker from 'dockerode';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openRegistry } from '../../registry/open-registry.ts';
import { startRegistry, type TestRegistry } from '../../registry/registry-fixture.ts';
import { parseRegistryHost } from '../../registry/registry-host.ts';
import type { Engine, PreparedImage } from '../engine.ts';
import { ImageInvalid, ImageUnavailable } from '../errors.ts';
import { createDockerEngine } from './create-engine.ts';
import { publishImage } from './published-image.ts';

let lease: EngineLease;
let docker: Docker;
let engine: Engine;
let folder: string;
let registry: TestRegistry;

beforeAll(async () => {
  lease = await ensureEngine({ log: (line) => console.log(line) });
  docker = new Docker({ socketPath: lease.socketPath });
  folder = await mkdtemp(join(tmpdir(), 'atoll-registry-test-'));
  registry = await startRegistry({ name: 'reef/count' });
  engine = await createDockerEngine({
    socketPath: lease.socketPath,
    providerId: `test-registry-${process.pid}`,
    imageDirectory: folder,
    clock: systemClock,
  });
}, 60_000);

afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
  await lease.stop();
});

const made: string[] = [];
afterEach(async () => {
  for (const id of made.splice(0)) await docker.getImage(id).remove({ force: true });
  await rm(join(folder, 'layers'), { recursive: true, force: true });
});

/** An image of two layers that only the registry has, as registries keep them: packed, with Docker's older media types. */
async function push(change: { second?: Buffer; pack?: 'gzip' | 'zstd'; index?: boolean } = {}): Promise<{
  image: OciImage;
  layers: { digest: string; size: number }[];
  raw: Buffer[];
}> {
  const published = await publishImage({ docker, lease });
  const [config, ...tars] = published.image.blobs.map(
    ({ digest }) => published.store.get(digest) ?? Buffer.alloc(0),
  );
  const zstd = change.pack === 'zstd';
  const packed = tars.map((tar, index) => {
    const content = index === 1 ? (change.second ?? tar) : tar;
    return zstd ? zstdCompressSync(content) : gzipSync(content, { level: 0 });
  });
  const layers = packed.map((bytes) => registry.put(bytes));
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      config: {
        mediaType: 'application/vnd.docker.container.image.v1+json',
        ...registry.put(config ?? Buffer.alloc(0)),
      },
      layers: layers.map((layer) => ({
        mediaType: zstd
          ? 'application/vnd.oci.image.layer.v1.tar+zstd'
          : 'application/vnd.docker.image.rootfs.diff.tar.gzip',
        ...layer,
      })),
    }),
  );
  let { digest } = registry.put(bytes);
  if (change.index === true) {
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    ({ digest } = registry.put(
      Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests: [{ digest }] })),
    ));
  }
  registry.asked.splice(0);
  return { image: { manifestDigest: digest, repository: `${registry.host}/reef/count` }, layers, raw: tars };
}

async function prepare(image: OciImage, maxBytes = 1 << 20): Promise<PreparedImage> {
  const host = parseRegistryHost(`http://${registry.host}`);
  const prepared = await engine.prepare(image, {
    getFile: () => {
      throw new Error('nothing of this image is on IPFS');
    },
    getFromRegistry: openRegistry({ hosts: host === undefined ? [] : [host] }),
    maxBytes,
  });
  made.push(prepared.imageId);
  return prepared;
}

describe('an image in a registry', () => {
  it.each(['gzip', 'zstd'] as const)(
    'packed with %s is loaded, and found again without its layers',
    async (pack) => {
      const { image, layers } = await push({ pack });
      const prepared = await prepare(image);
      expect((await docker.getImage(prepared.imageId).inspect()).RootFS.Layers).toHaveLength(2);
      expect(registry.asked.map((line) => line.split(' ')[0])).toEqual([
        'manifests',
        'blobs',
        'blobs',
        'blobs',
      ]);
      expect(await readdir(join(folder, 'layers'))).toEqual([]);
      registry.asked.splice(0);
      expect(await prepare(image)).toEqual(prepared);
      expect(registry.asked.join()).not.toContain(layers[0]?.digest);
      made.pop();
    },
  );

  it('is the same image in the engine as the one on IPFS with these layers', async () => {
    const { image } = await push();
    const { imageId, configDigest } = await prepare(image);
    // What a job runs depends on the layers alone, however they travelled.
    expect([configDigest, (await docker.getImage(imageId).inspect()).Id]).toContain(imageId);
  });

  it('goes on in the middle of a layer where the connection broke', async () => {
    const { image, layers } = await push();
    const [first] = layers;
    registry.cutAfter(1800);
    await expect(prepare(image)).rejects.toThrow(ImageUnavailable);
    registry.cutAfter(undefined);
    registry.asked.splice(0);
    await prepare(image);
    expect(registry.asked).toContain(`blobs ${first?.digest} bytes=1800-`);
  });
});

describe('an image in a registry that is not what it says', () => {
  it('is refused when a layer unpacks to something else than its config says', async () => {
    const { image } = await push({ second: Buffer.alloc(2048) });
    const refusal = prepare(image);
    await expect(refusal).rejects.toThrow(ImageInvalid);
    await expect(refusal).rejects.toThrow('another diff id');
  });

  it('is refused when it unpacks to more than is allowed, and stops there', async () => {
    const bomb = Buffer.alloc(64 << 20);
    const { image } = await push({ second: bomb, pack: 'zstd' });
    await expect(prepare(image, 1 << 20)).rejects.toThrow('unpacks to more than');
    const left = await readdir(join(folder, 'layers'));
    expect(left.filter((name) => !/^sha256-[0-9a-f]{64}$/.test(name))).toEqual([]);
  });

  it('is refused with advice when the digest is that of a list of platforms', async () => {
    const { image } = await push({ index: true });
    await expect(prepare(image)).rejects.toThrow(
      expect.objectContaining({ code: 'image_invalid', hint: expect.stringContaining('one platform') }),
    );
  });
});
