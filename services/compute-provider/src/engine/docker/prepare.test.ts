import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AtollError } from '@atoll/schemas/error';
import { systemClock } from '@atoll/server-kit/clock';
import { type EngineLease, ensureEngine } from '@atoll/tests/support/engine';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, GetFile } from '../engine.ts';
import { ImageInvalid, ImageUnavailable } from '../errors.ts';
import { OciConfig, OciManifest } from '../image/oci.ts';
import { createDockerEngine } from './create-engine.ts';
import { type Published, publishImage } from './published-image.ts';

let lease: EngineLease;
let docker: Docker;
let engine: Engine;
let folder: string;

beforeAll(async () => {
  lease = await ensureEngine({ log: (line) => console.log(line) });
  docker = new Docker({ socketPath: lease.socketPath });
  folder = await mkdtemp(join(tmpdir(), 'atoll-image-test-'));
  engine = await createDockerEngine({
    socketPath: lease.socketPath,
    providerId: `test-image-${process.pid}`,
    imageDirectory: folder,
    clock: systemClock,
  });
}, 60_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await lease.stop();
});

const publish = (dockerfile?: string): Promise<Published> => publishImage({ docker, lease }, dockerfile);

function reader(store: ReadonlyMap<string, Buffer>, asked: string[] = []): GetFile {
  return async function* (cid) {
    asked.push(cid);
    const bytes = store.get(cid);
    if (!bytes)
      throw new AtollError({
        code: 'content_unavailable',
        message: 'nobody has it',
        hint: 'wait',
        retryable: true,
      });
    // In pieces, as a stream brings them.
    for (let offset = 0; offset < bytes.byteLength; offset += 1000)
      yield bytes.subarray(offset, offset + 1000);
  };
}

const maxBytes = 64 << 20;
const sha256 = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** The same image with another manifest or config, all digests above it made right again: what an attacker can publish. */
function forge(
  published: Published,
  change: { config?: (config: OciConfig) => unknown; manifest?: (manifest: OciManifest) => unknown },
): Published {
  const store = new Map(published.store);
  const bytesOf = (digest: string): string => (store.get(digest) ?? Buffer.alloc(0)).toString();
  const put = (value: unknown): { digest: string; size: number } => {
    const bytes = Buffer.from(JSON.stringify(value));
    store.set(sha256(bytes), bytes);
    return { digest: sha256(bytes), size: bytes.byteLength };
  };
  let manifest = OciManifest.parse(JSON.parse(bytesOf(published.image.manifestDigest)));
  const blobs = [...published.image.blobs];
  if (change.config) {
    const whole: unknown = JSON.parse(bytesOf(manifest.config.digest));
    const config = put({ ...Object(whole), ...Object(change.config(OciConfig.parse(whole))) });
    manifest = { ...manifest, config: { ...manifest.config, ...config } };
    blobs.push({ ...manifest.config, cid: config.digest });
  }
  const { digest } = put(change.manifest ? change.manifest(manifest) : manifest);
  return {
    ...published,
    store,
    image: { ...published.image, manifestDigest: digest, manifest: digest, blobs },
  };
}

async function engineHas(id: string): Promise<boolean> {
  return docker
    .getImage(id)
    .inspect()
    .then(
      () => true,
      () => false,
    );
}

describe('an image on IPFS', () => {
  it('is loaded and found again without its layers', async () => {
    const { image, store, id } = await publish();
    const prepared = await engine.prepare(image, { getFile: reader(store), maxBytes });
    expect(prepared.manifestDigest).toBe(image.manifestDigest);
    expect(prepared.imageId === prepared.configDigest || prepared.imageId === id).toBe(true);
    expect(await engineHas(prepared.imageId)).toBe(true);
    expect(await readdir(join(folder, 'layers'))).toEqual([]);

    const asked: string[] = [];
    expect(await engine.prepare(image, { getFile: reader(store, asked), maxBytes })).toEqual(prepared);
    expect(asked).toEqual([image.manifestDigest, prepared.configDigest]);
    await docker.getImage(prepared.imageId).remove({ force: true });
  });

  it('is fetched on from where a failure stopped it', async () => {
    const { image, store } = await publish();
    const [, , last = ''] = image.blobs.map(({ digest }) => digest);
    const partial = new Map([...store].filter(([digest]) => digest !== last));
    await expect(engine.prepare(image, { getFile: reader(partial), maxBytes })).rejects.toThrow(
      ImageUnavailable,
    );
    const asked: string[] = [];
    const { imageId } = await engine.prepare(image, { getFile: reader(store, asked), maxBytes });
    expect(asked.slice(2)).toEqual([last]);
    await docker.getImage(imageId).remove({ force: true });
  });
});

describe('an adapter that starts', () => {
  it('clears layers that a kill has cut off or that nobody came back for, and keeps the rest', async () => {
    const imageDirectory = join(folder, 'earlier');
    const layers = join(imageDirectory, 'layers');
    await mkdir(layers, { recursive: true });
    const [whole, old, cut] = ['a', 'b', 'c'].map((digit) => `sha256-${digit.repeat(64)}`);
    for (const name of [whole, old, `${cut}.1234`]) await writeFile(join(layers, name ?? ''), 'x');
    await utimes(join(layers, old ?? ''), new Date(0), new Date(0));
    await createDockerEngine({
      socketPath: lease.socketPath,
      providerId: 'p',
      imageDirectory,
      clock: systemClock,
    });
    expect(await readdir(layers)).toEqual([whole]);
  });
});

describe('an image that is not what it says', () => {
  it('is refused for a layer with other bytes, and for one that is cut off or goes on', async () => {
    const { image, store, id } = await publish();
    const layer = image.blobs.at(-1)?.digest ?? '';
    const right = store.get(layer) ?? Buffer.alloc(0);
    const flipped = Buffer.from(right);
    flipped.writeUInt8(flipped.readUInt8(600) ^ 1, 600);
    const cases: [Buffer, string][] = [
      [flipped, 'have another digest'],
      [right.subarray(0, -512), 'that the manifest says'],
      [Buffer.concat([right, Buffer.alloc(512)]), 'that the manifest says'],
    ];
    for (const [wrong, message] of cases) {
      const getFile = reader(new Map(store).set(layer, wrong));
      // The engine would complain too; it must not even be asked.
      const refusal = engine.prepare(image, { getFile, maxBytes });
      await expect(refusal).rejects.toThrow(ImageInvalid);
      await expect(refusal).rejects.toThrow(message);
    }
    expect(await engineHas(id)).toBe(false);
    await rm(join(folder, 'layers'), { recursive: true });
  });

  it('is refused for another manifest or another config', async () => {
    const { image, store } = await publish();
    const config = image.blobs[0]?.digest ?? '';
    for (const digest of [image.manifestDigest, config]) {
      const getFile = reader(new Map(store).set(digest, Buffer.from('{}')));
      await expect(engine.prepare(image, { getFile, maxBytes })).rejects.toThrow('have another digest');
    }
  });

  it('is refused when its config names other layers than its manifest', async () => {
    const published = await publish();
    const swapped = forge(published, {
      config: ({ rootfs }) => ({ rootfs: { ...rootfs, diff_ids: rootfs.diff_ids.toReversed() } }),
    });
    await expect(engine.prepare(swapped.image, { getFile: reader(swapped.store), maxBytes })).rejects.toThrow(
      'diff ids',
    );
  });

  it('is refused when its layers are packed, or of a kind that is not known', async () => {
    const published = await publish();
    const packed = forge(published, {
      manifest: (manifest) => ({
        ...manifest,
        layers: manifest.layers.map((layer) => ({ ...layer, mediaType: `${layer.mediaType}+gzip` })),
      }),
    });
    await expect(engine.prepare(packed.image, { getFile: reader(packed.store), maxBytes })).rejects.toThrow(
      ImageInvalid,
    );
  });
});

describe('an image that no sandbox runs', () => {
  it('is refused when it is larger than allowed, before a layer is asked for', async () => {
    const { image, store } = await publish();
    const asked: string[] = [];
    await expect(engine.prepare(image, { getFile: reader(store, asked), maxBytes: 2000 })).rejects.toThrow(
      '2000 are allowed',
    );
    expect(asked).toEqual([image.manifestDigest]);
  });

  it('is refused when it declares a volume, another architecture or labels of the provider', async () => {
    const published = await publish();
    const changes: [(config: OciConfig) => unknown, string][] = [
      [() => ({ config: { Volumes: { '/data': {} } } }), 'declares volumes (/data)'],
      [() => ({ architecture: 's390x' }), 'linux/s390x'],
      [() => ({ config: { Labels: { 'atoll.job': 'x' } } }), 'label atoll.job'],
    ];
    for (const [config, message] of changes) {
      const forged = forge(published, { config });
      await expect(engine.prepare(forged.image, { getFile: reader(forged.store), maxBytes })).rejects.toThrow(
        message,
      );
    }
  });
});
