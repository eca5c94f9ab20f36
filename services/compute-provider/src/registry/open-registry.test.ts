import { afterEach, describe, expect, it } from 'vitest';
import type { GetFromRegistry } from '../engine/engine.ts';
import { openRegistry } from './open-registry.ts';
import { startRegistry, type TestRegistry } from './registry-fixture.ts';
import { parseRegistryHost } from './registry-host.ts';

const running: TestRegistry[] = [];
afterEach(async () => {
  for (const registry of running.splice(0)) await registry.close();
});

async function start(options: Omit<Parameters<typeof startRegistry>[0], 'name'> = {}): Promise<{
  registry: TestRegistry;
  get: GetFromRegistry;
  repository: string;
}> {
  const registry = await startRegistry({ name: 'reef/count', ...options });
  running.push(registry);
  const host = parseRegistryHost(`http://${registry.host}`);
  if (host === undefined) throw new Error('the host is none');
  return { registry, get: openRegistry({ hosts: [host] }), repository: `${registry.host}/reef/count` };
}

async function text(reply: ReturnType<GetFromRegistry>): Promise<string> {
  const { offset, content } = await reply;
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return `${offset}:${Buffer.concat(chunks).toString()}`;
}

const code = (expected: string) => expect.objectContaining({ code: expected });

describe('a registry', () => {
  it('gives what a digest names, also to strangers who have to bring a token', async () => {
    const { registry, get, repository } = await start({ token: 'for-everyone' });
    const { digest } = registry.put(Buffer.from('a layer'));
    const asked = { repository, kind: 'blobs', digest, maxBytes: 100 } as const;
    expect(await text(get(asked))).toBe('0:a layer');
    expect(await text(get(asked))).toBe('0:a layer');
    // one token serves the second time too, and asks for no more than to pull
    expect(registry.asked).toEqual([
      'token repository:reef/count:pull',
      `blobs ${digest}`,
      `blobs ${digest}`,
    ]);
  });

  it('goes on in the middle, or says that it begins anew', async () => {
    const able = await start();
    const asked = {
      kind: 'blobs',
      ...able.registry.put(Buffer.from('a layer')),
      maxBytes: 100,
      offset: 2,
    } as const;
    expect(await text(able.get({ ...asked, repository: able.repository }))).toBe('2:layer');
    const unable = await start({ ignoresRanges: true });
    unable.registry.put(Buffer.from('a layer'));
    expect(await text(unable.get({ ...asked, repository: unable.repository }))).toBe('0:a layer');
  });

  it('that lacks the digest, or gives more than was announced, is refused', async () => {
    const { registry, get, repository } = await start();
    const { digest } = registry.put(Buffer.from('a layer'));
    const missing = `sha256:${'0'.repeat(64)}`;
    await expect(get({ repository, kind: 'manifests', digest: missing, maxBytes: 9 })).rejects.toThrow(
      code('content_unavailable'),
    );
    await expect(text(get({ repository, kind: 'blobs', digest, maxBytes: 3 }))).rejects.toThrow(
      code('source_refused'),
    );
  });
});

describe('an image that names a host of the provider’s network', () => {
  it('is not asked for where the operator has not listed it', async () => {
    const { registry, repository } = await start();
    const { digest } = registry.put(Buffer.from('a layer'));
    const get = openRegistry({ hosts: [] });
    for (const name of [repository, 'localhost:5000/reef/count', '169.254.169.254/reef/count'])
      await expect(get({ repository: name, kind: 'blobs', digest, maxBytes: 100 })).rejects.toThrow(
        code('source_refused'),
      );
    expect(registry.asked).toEqual([]);
  });

  it('cannot send the provider there for a token either', async () => {
    const inside = await start();
    const outside = await start({ token: 'x' });
    const listed = parseRegistryHost(`http://${outside.registry.host}`);
    const get = openRegistry({ hosts: listed === undefined ? [] : [listed] });
    // The listed registry names its own token service by the host that was asked for: another one is not on the list.
    const { digest } = outside.registry.put(Buffer.from('a layer'));
    expect(await text(get({ repository: outside.repository, kind: 'blobs', digest, maxBytes: 100 }))).toBe(
      '0:a layer',
    );
    await expect(
      get({ repository: inside.repository, kind: 'blobs', digest, maxBytes: 100 }),
    ).rejects.toThrow(code('source_refused'));
    expect(inside.registry.asked).toEqual([]);
  });
});
