import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { watchSyncs } from '@atoll/tests/support/synced-paths';
import { expect, test } from 'vitest';
import { fetchLayer } from './fetch-layer.ts';
import type { OciLayer } from './oci.ts';

const digestOf = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const tar = Buffer.alloc(1024);
const packed: [OciLayer['mediaType'], Buffer][] = [
  ['application/vnd.oci.image.layer.v1.tar', tar],
  ['application/vnd.oci.image.layer.v1.tar+gzip', gzipSync(tar)],
];

test.each(packed)(
  'a layer of type %s that is taken for verified later is on disk',
  async (mediaType, blob) => {
    const imageDirectory = await mkdtemp(join(tmpdir(), 'atoll-layer-'));
    const syncs = await watchSyncs();
    const { path } = await fetchLayer({
      manifestDigest: digestOf(Buffer.from('manifest')),
      layer: { mediaType, digest: digestOf(blob), size: blob.byteLength },
      diffId: digestOf(tar),
      source: {
        async *manifest() {},
        async *blob() {
          yield await Promise.resolve(blob);
        },
      },
      imageDirectory,
      maxBytes: 4096,
    }).finally(syncs.end);
    expect(basename(path)).toBe(digestOf(tar).replace(':', '-'));
    expect(syncs.paths).toEqual([expect.stringContaining('layers/sha256-'), dirname(path)]);
    await rm(imageDirectory, { recursive: true });
  },
);
