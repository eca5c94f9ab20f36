import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unwrap, type UnwrapLimits, unwrapLimits, type UnwrapProblem } from './unwrap.ts';

async function open(bytes: Uint8Array, limits: Partial<UnwrapLimits> = {}) {
  const problems: UnwrapProblem[] = [];
  const layers: { path: string; bytes: Uint8Array }[] = [];
  let expanded = 0;
  for await (const layer of unwrap(bytes, { ...unwrapLimits, ...limits }, (each) => problems.push(each))) {
    layers.push({ path: layer.path.join(' '), bytes: layer.bytes });
    if (layer.path.length > 0) expanded += layer.bytes.byteLength;
  }
  return { problems, layers, expanded };
}
const base64 = (bytes: Uint8Array) => Buffer.from(Buffer.from(bytes).toString('base64'));

describe('bounds', () => {
  test('a bomb gives as much as the limit and is told, nested or not', async () => {
    const bomb = gzipSync(Buffer.alloc(64 << 20));
    for (const bytes of [base64(bomb), base64(gzipSync(bomb)), bomb]) {
      const { problems, expanded } = await open(bytes, { maxExpandedBytes: 1 << 20 });
      expect(problems).toEqual([expect.objectContaining({ kind: 'unscanned', limit: 'bytes' })]);
      expect(expanded).toBeLessThanOrEqual((1 << 20) + bytes.byteLength);
    }
  });

  test('a thousand bombs beside each other share one limit', async () => {
    const bomb = gzipSync(Buffer.alloc(4 << 20));
    const before = process.memoryUsage().rss;
    const { problems, expanded } = await open(Buffer.concat(Array.from({ length: 1000 }, () => bomb)), {
      maxExpandedBytes: 16 << 20,
    });
    expect(problems).toEqual([expect.objectContaining({ kind: 'unscanned', limit: 'bytes' })]);
    expect(expanded).toBeLessThanOrEqual(16 << 20);
    expect(process.memoryUsage().rss - before).toBeLessThan(512 << 20);
  });

  test('layers without end are told by their depth, layers without number by their count', async () => {
    let deep: Buffer = randomBytes(40);
    for (let depth = 0; depth < 12; depth++) deep = gzipSync(deep);
    expect((await open(base64(deep))).problems).toEqual([
      expect.objectContaining({ kind: 'unscanned', limit: 'depth' }),
    ]);
    const many = Array.from({ length: 300 }, () => randomBytes(30).toString('base64')).join(' : ');
    expect((await open(Buffer.from(many), { maxLayers: 100 })).problems).toEqual([
      expect.objectContaining({ kind: 'unscanned', limit: 'layers' }),
    ]);
  });

  test('a search for the end of a name that never ends costs what it looks at', async () => {
    // In four million headers: many minutes, were the bytes searched to their end for each.
    const headers = Buffer.from('1f8b0808'.repeat(4 << 20), 'hex');
    expect((await open(headers)).problems).toEqual([
      expect.objectContaining({ kind: 'unscanned', limit: 'bytes' }),
    ]);
  });

  test('the path of a problem says nothing that an algorithm chose', async () => {
    const secret = 'patient-4711-is-ill';
    const { problems } = await open(
      base64(Buffer.concat([Buffer.from(secret), Buffer.from('fd377a585a00', 'hex')])),
    );
    expect(problems).toEqual([{ kind: 'opaque', path: ['base64@0', 'xz@19'], format: 'xz' }]);
  });
});

describe('what cannot be opened is told', () => {
  const encrypted = Buffer.from('504b0304140001000800', 'hex');
  test.each([
    ['7z', Buffer.from('377abcaf271c0004', 'hex')],
    ['rar', Buffer.from('526172211a0700', 'hex')],
    ['bzip2', Buffer.from('425a6839314159265359', 'hex')],
    ['age', Buffer.from('age-encryption.org/v1')],
    ['encrypted zip', Buffer.concat([encrypted, Buffer.alloc(20)])],
  ])('%s', async (format, head) => {
    const { problems } = await open(base64(Buffer.concat([head, Buffer.alloc(40, 200)])));
    expect(problems).toContainEqual(expect.objectContaining({ kind: 'opaque', format }));
  });
});

test('no bytes make it throw or hang', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 400 }),
      fc.constantFrom('1f8b08', '504b0304', '28b52ffd', '789c', ''),
      async (noise, magic) => {
        const bytes = Buffer.concat([Buffer.from(magic, 'hex'), noise]);
        await open(bytes);
        await open(base64(bytes));
      },
    ),
    { numRuns: 60 },
  );
});
