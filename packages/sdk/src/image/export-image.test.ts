import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { OciImage } from '@atoll/schemas/metadata/image';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { ImageNotExportable } from './errors.ts';
import { exportImage } from './export-image.ts';

const sha256 = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const cidOf = (digest: string): string =>
  `bafkrei${digest
    .slice(7)
    .replaceAll(/[^a-f2-7]/g, 'a')
    .slice(0, 52)}`;

const first = Buffer.from('the first layer'.repeat(50));
const second = Buffer.from('the second layer'.repeat(70));

interface Part {
  name: string;
  bytes?: Uint8Array;
  symlink?: string;
}

function archiveOf(parts: readonly Part[]): Readable {
  const tar = pack();
  for (const { name, bytes, symlink } of parts) {
    if (symlink !== undefined) tar.entry({ name, type: 'symlink', linkname: symlink });
    else tar.entry({ name }, Buffer.from(bytes ?? []));
  }
  tar.finalize();
  return Readable.from(tar);
}

function configOf(...layers: Uint8Array[]): Buffer {
  return Buffer.from(
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      rootfs: { type: 'layers', diff_ids: layers.map(sha256) },
    }),
  );
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** As Docker 20.10 writes it: a folder for each layer, manifest.json last. */
function classicArchive(): Readable {
  return archiveOf([
    { name: 'aaa/layer.tar', bytes: first },
    { name: 'bbb/layer.tar', bytes: second },
    { name: 'ccc/layer.tar', symlink: '../aaa/layer.tar' },
    { name: 'config.json', bytes: configOf(first, second, first) },
    {
      name: 'manifest.json',
      bytes: json([{ Config: 'config.json', Layers: ['aaa/layer.tar', 'bbb/layer.tar', 'ccc/layer.tar'] }]),
    },
  ]);
}

async function run(
  archive: Readable,
): Promise<{ image: Awaited<ReturnType<typeof exportImage>>; stored: Map<string, Buffer> }> {
  const stored = new Map<string, Buffer>();
  const image = await exportImage({
    archive,
    put: async ({ digest, size, content }) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of content) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      expect([sha256(bytes), bytes.byteLength]).toEqual([digest, size]);
      stored.set(digest, bytes);
      return cidOf(digest);
    },
  });
  return { image, stored };
}

describe('exporting an image', () => {
  it('gives config, layers and a manifest whose digest names them all', async () => {
    const { image, stored } = await run(classicArchive());
    expect(OciImage.safeParse(image).success).toBe(true);
    expect(JSON.parse(stored.get(image.manifestDigest)?.toString() ?? '')).toMatchObject({
      schemaVersion: 2,
      config: { digest: sha256(configOf(first, second, first)) },
      layers: [sha256(first), sha256(second), sha256(first)].map((digest) => ({
        digest,
        mediaType: 'application/vnd.oci.image.layer.v1.tar',
      })),
    });
    // A layer that comes twice is stored once.
    expect(image.blobs.map(({ digest }) => digest)).toEqual([
      sha256(configOf(first, second, first)),
      sha256(first),
      sha256(second),
    ]);
  });

  it('gives the same digest for the same image however the engine packs it', async () => {
    const { image } = await run(classicArchive());
    const modern = archiveOf([
      { name: 'oci-layout', bytes: json({ imageLayoutVersion: '1.0.0' }) },
      { name: 'blobs/sha256/c', bytes: configOf(first, second, first) },
      {
        name: 'manifest.json',
        bytes: json([
          { Config: 'blobs/sha256/c', Layers: ['blobs/sha256/1', 'blobs/sha256/2', 'blobs/sha256/1'] },
        ]),
      },
      { name: 'blobs/sha256/1', bytes: gzipSync(first) },
      { name: 'blobs/sha256/2', bytes: zstdCompressSync(second) },
    ]);
    expect((await run(modern)).image).toEqual(image);
  });
});

describe('an archive that is not right', () => {
  it.each<[string, () => Readable]>([
    [
      'a layer is not the one that the config names',
      () =>
        archiveOf([
          { name: 'layer.tar', bytes: second },
          { name: 'config.json', bytes: configOf(first) },
          { name: 'manifest.json', bytes: json([{ Config: 'config.json', Layers: ['layer.tar'] }]) },
        ]),
    ],
    [
      'a layer is missing',
      () =>
        archiveOf([
          { name: 'config.json', bytes: configOf(first) },
          { name: 'manifest.json', bytes: json([{ Config: 'config.json', Layers: ['layer.tar'] }]) },
        ]),
    ],
    [
      'it holds two images',
      () =>
        archiveOf([
          { name: 'manifest.json', bytes: json([1, 2].map(() => ({ Config: 'c', Layers: ['l'] }))) },
        ]),
    ],
    ['it has no manifest', () => archiveOf([{ name: 'layer.tar', bytes: first }])],
    ['its manifest is not JSON', () => archiveOf([{ name: 'manifest.json', bytes: Buffer.from('{') }])],
    ['it is no tar', () => Readable.from([Buffer.from('nonsense'.repeat(200))])],
  ])('is refused when %s', async (_what, archive) => {
    await expect(run(archive())).rejects.toThrow(ImageNotExportable);
  });
});
