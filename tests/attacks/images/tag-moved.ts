import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDockerEngine } from '@atoll/compute-provider/engine/docker/create-engine';
import type { GetFile } from '@atoll/compute-provider/engine/engine';
import { exportImage } from '@atoll/sdk/image/export-image';
import { saveImage } from '@atoll/sdk/image/save-image';
import { systemClock } from '@atoll/server-kit/clock';
import Docker from 'dockerode';
import { expect } from 'vitest';
import { ensureEngine } from '../../support/engine.ts';
import { followBuild, packContext } from '../../support/images/build-context.ts';
import { providerAttack } from '../support/attack.ts';

export default providerAttack({
  title: 'the tag of an approved image, moved to another one in the engine',
  expect: 'blocked',
  control: 'digests',
  attempt: async () => {
    const lease = await ensureEngine({ log: (line) => console.log(line) });
    const docker = new Docker({ socketPath: lease.socketPath });
    const folder = await mkdtemp(join(tmpdir(), 'atoll-attack-tag-'));
    const tags = ['approved', 'hostile'].map((name) => `atoll-test-${name}:${randomUUID()}`);
    const [approvedTag = '', hostileTag = ''] = tags;
    let moved = '';
    try {
      for (const tag of tags) await build(docker, tag);
      const { image, getFile } = await publish(lease.socketPath, approvedTag);
      const engine = await createDockerEngine({
        socketPath: lease.socketPath,
        providerId: 'attack-tag',
        imageDirectory: folder,
        clock: systemClock,
      });
      await docker.getImage(approvedTag).remove({ force: true });
      const options = { getFile, maxBytes: 1 << 24 };
      const approved = await engine.prepare(image, options);
      const hostile = await docker.getImage(hostileTag).inspect();
      // The name that protects the image from being pruned, and every other that it could be asked for by.
      moved = `atoll-image:${approved.configDigest.replace('sha256:', '')}`;
      const [repo = '', tag = ''] = moved.split(':');
      await docker.getImage(hostileTag).tag({ repo, tag });
      expect((await docker.getImage(moved).inspect()).Id).toBe(hostile.Id);
      expect((await engine.prepare(image, options)).imageId).toBe(approved.imageId);
      // Also where the approved one is gone, and the tag leads to the other.
      await docker.getImage(approved.imageId).remove({ force: true });
      const again = await engine.prepare(image, options);
      expect(again.imageId).toBe(approved.imageId);
      expect(again.imageId).not.toBe(hostile.Id);
      await docker.getImage(approved.imageId).remove({ force: true });
      return 'what runs is the approved image by its id; a tag is never followed';
    } finally {
      for (const name of [moved, ...tags].filter(Boolean)) await removeIfThere(docker, name);
      await rm(folder, { recursive: true, force: true });
      await lease.stop();
    }
  },
});

async function build(docker: Docker, tag: string): Promise<void> {
  const context = await packContext([
    { text: 'FROM scratch\nCOPY program /program\n', to: 'Dockerfile' },
    { text: tag, to: 'program' },
  ]);
  await followBuild(docker, await docker.buildImage(context, { t: tag }), tag);
}

/** An image's blobs in memory; a digest stands in for the CID. */
async function publish(socketPath: string, tag: string) {
  const blobs = new Map<string, Uint8Array>();
  const image = await exportImage({
    archive: await saveImage({ socketPath, image: tag }),
    put: async ({ digest, content }) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of content) chunks.push(chunk);
      blobs.set(digest, Buffer.concat(chunks));
      return digest;
    },
  });
  const getFile: GetFile = async function* (cid) {
    yield await Promise.resolve(blobs.get(cid) ?? new Uint8Array());
  };
  return { image, getFile };
}

async function removeIfThere(docker: Docker, name: string): Promise<void> {
  const there = await docker.listImages({ filters: { reference: [name] } });
  if (there.length > 0) await docker.getImage(name).remove({ force: true });
}
