import { Readable } from 'node:stream';
import { type Header, pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { bytesOf } from './bytes-of.ts';
import { OutputNameInvalid, OutputTooLarge } from './errors.ts';
import { readOutputs } from './read-outputs.ts';

type Thing = { name: string; text?: string; type?: Header['type']; linkname?: string };

function tarOf(things: readonly Thing[]): Readable {
  const tar = pack();
  for (const { name, text, type, linkname } of things) {
    tar.entry({ name, ...(type ? { type } : {}), ...(linkname ? { linkname } : {}) }, text ?? '');
  }
  tar.finalize();
  return Readable.from(bytesOf(tar));
}

async function read(tar: Readable, bounds = { maxEntries: 10, maxBytes: 1000 }): Promise<string[]> {
  const found: string[] = [];
  for await (const { path, type, size, content } of readOutputs(tar, { folder: 'outputs', ...bounds })) {
    let bytes = 0;
    for await (const chunk of content) bytes += chunk.byteLength;
    found.push(`${type} ${path} ${size} ${bytes}`);
  }
  return found;
}

describe('reading outputs', () => {
  it('lists what there is, the folder itself left out', async () => {
    const tar = tarOf([
      { name: 'outputs/', type: 'directory' },
      { name: 'outputs/a.json', text: '{}' },
      { name: 'outputs/sub/', type: 'directory' },
      { name: 'outputs/link', type: 'symlink', linkname: '/etc/passwd' },
      { name: 'outputs/hard', type: 'link', linkname: 'outputs/a.json' },
      { name: 'outputs/pipe', type: 'fifo' },
    ]);
    expect(await read(tar)).toEqual([
      'file a.json 2 2',
      'directory sub 0 0',
      'symlink link 0 0',
      'other hard 0 0',
      'other pipe 0 0',
    ]);
  });

  it('skips what is not read and goes on', async () => {
    const names: string[] = [];
    const tar = tarOf([
      { name: 'outputs/a', text: 'x'.repeat(900) },
      { name: 'outputs/b', text: 'y' },
    ]);
    for await (const { path } of readOutputs(tar, { folder: 'outputs', maxEntries: 10, maxBytes: 1000 }))
      names.push(path);
    expect(names).toEqual(['a', 'b']);
  });

  it.each([
    'outputs/../../etc/passwd',
    '/etc/passwd',
    'elsewhere/a',
    'outputs//a',
    'outputs/./a',
    `outputs/${'x/'.repeat(600)}x`,
  ])('refuses the name %s', async (name) => {
    await expect(read(tarOf([{ name, text: 'x' }]))).rejects.toThrow(OutputNameInvalid);
  });

  it('stops at one entry or one byte too many, before it reads them', async () => {
    const three = tarOf(['a', 'b', 'c'].map((name) => ({ name: `outputs/${name}`, text: 'x' })));
    await expect(read(three, { maxEntries: 2, maxBytes: 1000 })).rejects.toThrow(OutputTooLarge);
    const large = tarOf([{ name: 'outputs/a', text: 'x'.repeat(1001) }]);
    await expect(read(large)).rejects.toThrow(OutputTooLarge);
  });

  it('rejects when the stream breaks off', async () => {
    const whole = Buffer.concat(await tarOf([{ name: 'outputs/a', text: 'x'.repeat(900) }]).toArray());
    await expect(read(Readable.from([whole.subarray(0, 700)]))).rejects.toThrow();
  });
});
