import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unixfs } from '@helia/unixfs';
import { MemoryBlockstore } from 'blockstore-core/memory';
import fc from 'fast-check';
import { importer } from 'ipfs-unixfs-importer';
import { describe, expect, it } from 'vitest';
import { commitFolder } from './commitment.ts';
import { digestOfCid } from './digest.ts';
import { patterned, rejection, temporaryFolder, text } from './test-support.ts';
import { CHUNK_BYTES } from './sizes.ts';
import { unixfsProfile } from './unixfs-profile.ts';
import { rawCidOf } from './verify-block.ts';
import { verifyFolder } from './verify-folder.ts';

const salt = patterned(32, 99);

async function folderOf(files: Record<string, Uint8Array>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return folder;
}

/** The root that the IPFS libraries give when they are handed the same files and store every block. */
async function rootByImporter(files: Record<string, Uint8Array>): Promise<string> {
  const source = Object.entries({ ...files, '.salt': salt }).map(([path, content]) => ({ path, content }));
  let root = '';
  const options = { ...unixfsProfile(), wrapWithDirectory: true };
  for await (const entry of importer(source, new MemoryBlockstore(), options)) root = entry.cid.toString();
  return root;
}

describe('a commitment', () => {
  it(
    'is the root that the importer gives for salt and files, whatever their names and sizes',
    { timeout: 30_000 },
    async () => {
      const name = fc
        .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
        .filter((value) => !/[/\\\0]/.test(value) && value !== '.' && value !== '..' && value !== '.salt');
      const path = fc.array(name, { minLength: 1, maxLength: 3 });
      const size = fc.oneof(
        fc.nat({ max: 5000 }),
        fc.constantFrom(0, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(path, size), { maxLength: 8 }), async (entries) => {
          // the first part is numbered so that no file takes the name of another's folder
          const files = Object.fromEntries(
            entries.map(([parts, bytes], index) => [
              parts.map((part, depth) => (depth === 0 ? `${index}${part}` : part)).join('/'),
              patterned(bytes, index + 1),
            ]),
          );
          const commitment = await commitFolder({ path: await folderOf(files), salt });
          expect(commitment.cid.toString()).toBe(await rootByImporter(files));
          expect(commitment.digest).toBe(digestOfCid(commitment.cid));
          expect(commitment.files.map((file) => file.path).toSorted()).toEqual(Object.keys(files).toSorted());
        }),
        { numRuns: 40 },
      );
    },
  );

  it('of one file is what @helia/unixfs gives for a directory with the salt and that file', async () => {
    const bytes = patterned(CHUNK_BYTES + 3);
    const folder = await folderOf({ 'table.csv': bytes });
    const fs = unixfs({ blockstore: new MemoryBlockstore() });
    const file = await fs.addBytes(bytes);
    const root = await fs.cp(
      file,
      await fs.cp(await fs.addBytes(salt), await fs.addDirectory(), '.salt'),
      'table.csv',
    );
    const alone = await commitFolder({ path: join(folder, 'table.csv'), salt });
    expect(alone.cid.toString()).toBe(root.toString());
    expect((await commitFolder({ path: folder, salt })).cid.toString()).toBe(root.toString());
    expect(alone.files.map(({ path, size, cid }) => [path, size, cid.toString()])).toEqual([
      ['table.csv', bytes.length, file.toString()],
    ]);
  });

  it(
    'of a directory too large for one block is the sharded one of the importer',
    { timeout: 30_000 },
    async () => {
      const files = Object.fromEntries(
        Array.from({ length: 4500 }, (_, index) => [
          `many/file-with-a-name-${index}`,
          patterned(4, index + 1),
        ]),
      );
      const commitment = await commitFolder({ path: await folderOf(files), salt });
      expect(commitment.cid.toString()).toBe(await rootByImporter(files));
      expect(commitment.files).toHaveLength(4500);
    },
  );

  it('covers empty folders, so that removing one shows', async () => {
    const folder = await folderOf({ 'a.txt': text('a') });
    const without = await commitFolder({ path: folder, salt });
    await mkdir(join(folder, 'empty'));
    const withFolder = await commitFolder({ path: folder, salt });
    expect(withFolder.digest).not.toBe(without.digest);
    await rm(join(folder, 'empty'), { recursive: true });
    expect((await commitFolder({ path: folder, salt })).digest).toBe(without.digest);
  });

  it('differs with the salt, and with nothing but content, names and salt', async () => {
    const folder = await folderOf({ 'a.txt': text('a') });
    const first = await commitFolder({ path: folder, salt });
    expect((await commitFolder({ path: folder, salt: patterned(32, 5) })).digest).not.toBe(first.digest);
    await utimes(join(folder, 'a.txt'), new Date(0), new Date(0));
    expect((await commitFolder({ path: folder, salt })).digest).toBe(first.digest);
    await rejection(commitFolder({ path: folder, salt: salt.subarray(1) }), 'malformed_request');
  });

  it('hands out each leaf, in order within its file, and tells how far it is', async () => {
    const bytes = patterned(2 * CHUNK_BYTES + 9);
    const folder = await folderOf({ 'a/b.bin': bytes, 'z.txt': text('z') });
    const leaves: string[] = [];
    const progress: number[] = [];
    const { bytes: total } = await commitFolder({
      path: folder,
      salt,
      onLeaf: (path, index, digest) => leaves.push(`${path} ${index} ${Buffer.from(digest).toString('hex')}`),
      onProgress: (now) => progress.push(now.bytes),
    });
    const digest = (part: Uint8Array): string => Buffer.from(rawCidOf(part).multihash.digest).toString('hex');
    const byFile = leaves.toSorted((a, b) => (a[0] ?? '').localeCompare(b[0] ?? ''));
    expect(byFile).toEqual([
      ...[0, 1, 2].map(
        (at) => `a/b.bin ${at} ${digest(bytes.subarray(at * CHUNK_BYTES, (at + 1) * CHUNK_BYTES))}`,
      ),
      `z.txt 0 ${digest(text('z'))}`,
    ]);
    expect(total).toBe(bytes.length + 1);
    expect(progress.at(-1)).toBe(total);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  });

  it('is verified in full, by CID or by digest, and a single changed bit is found', async () => {
    const bytes = patterned(CHUNK_BYTES + 50);
    const folder = await folderOf({ 'a.bin': bytes });
    const { cid, digest } = await commitFolder({ path: folder, salt });
    await verifyFolder({ path: folder, salt, expected: cid });
    await verifyFolder({ path: folder, salt, expected: digest });
    await verifyFolder({ path: folder, salt, expected: `0x${digest.slice(2).toUpperCase()}` });
    bytes[CHUNK_BYTES + 7] = (bytes[CHUNK_BYTES + 7] ?? 0) ^ 1;
    await writeFile(join(folder, 'a.bin'), bytes);
    await rejection(verifyFolder({ path: folder, salt, expected: cid }), 'dataset_changed');
  });
});

describe('a folder that cannot be committed to', () => {
  it.each([
    ['a link to a file', (folder: string) => symlink('/etc/hostname', join(folder, 'link'))],
    ['a link to a folder', (folder: string) => symlink('/etc', join(folder, 'link'))],
    ['a link to nothing', (folder: string) => symlink('/nowhere', join(folder, 'link'))],
    ['a fifo', (folder: string) => execFileSync('mkfifo', [join(folder, 'fifo')])],
    ['a file that would be the salt', (folder: string) => writeFile(join(folder, '.salt'), 'x')],
    ['a folder that would be the salt', (folder: string) => mkdir(join(folder, '.salt'))],
    ['a name with a backslash', (folder: string) => writeFile(join(folder, 'a\\b'), 'x')],
    ['a name that is no UTF-8', (folder: string) => writeFile(Buffer.from(`${folder}/a\xff`, 'latin1'), 'x')],
  ])('is refused: %s', async (_what, make) => {
    const folder = await folderOf({ 'sub/a.txt': text('a') });
    await make(folder);
    await rejection(commitFolder({ path: folder, salt }), 'malformed_request');
  });

  it('is refused when it is a link itself or is not there; a salt deeper down is a file like others', async () => {
    const folder = await folderOf({ 'sub/.salt': text('a') });
    await expect(commitFolder({ path: folder, salt })).resolves.toBeDefined();
    await symlink(join(folder, 'sub'), join(folder, 'link'));
    await rejection(commitFolder({ path: join(folder, 'link'), salt }), 'malformed_request');
    await rejection(commitFolder({ path: join(folder, 'missing'), salt }), 'not_found');
  });
});

describe('a folder that changes while it is read', () => {
  /** More files than are read at once, so that `z.bin` is not yet open when the first leaf of `a.bin` is hashed. */
  const big = (): Promise<string> =>
    folderOf(
      Object.fromEntries(
        ['a', 'b', 'c', 'd', 'z'].map((name) => [`${name}.bin`, patterned(2 * CHUNK_BYTES)]),
      ),
    );

  /** Acts once, within the first leaf: what it does is done before the next byte is hashed. */
  const once = (act: () => void): (() => void) => {
    let acted = false;
    return () => {
      if (!acted) act();
      acted = true;
    };
  };

  it.each([
    ['the file being read grows', (folder: string) => appendFileSync(join(folder, 'a.bin'), 'x')],
    ['the file being read shrinks', (folder: string) => truncateSync(join(folder, 'a.bin'), 5)],
    ['the file being read is rewritten with its size', (folder: string) => overwrite(join(folder, 'a.bin'))],
    ['a file still to be read is rewritten', (folder: string) => overwrite(join(folder, 'z.bin'))],
    ['a file still to be read is gone', (folder: string) => rmSync(join(folder, 'z.bin'))],
    ['a file still to be read becomes a link', (folder: string) => replaceByLink(join(folder, 'z.bin'))],
    ['a file appears', (folder: string) => writeFileSync(join(folder, 'new.bin'), 'x')],
    ['a folder appears', (folder: string) => mkdirSync(join(folder, 'new'))],
  ])('ends in dataset_changed: %s', async (_what, change) => {
    const folder = await big();
    const committing = commitFolder({ path: folder, salt, onLeaf: once(() => change(folder)) });
    const error = await rejection(committing, 'dataset_changed');
    expect(error.hint).toContain('snapshot');
  });

  it('also when the last file read so far is rewritten after its end', async () => {
    const folder = await big();
    const onLeaf = (path: string): void => {
      if (path === 'z.bin') overwrite(join(folder, 'a.bin'));
    };
    await rejection(commitFolder({ path: folder, salt, onLeaf }), 'dataset_changed');
  });

  it('stops when the caller gives up', async () => {
    const folder = await big();
    const stop = new AbortController();
    const onLeaf = (): void => stop.abort(new Error('enough'));
    await expect(commitFolder({ path: folder, salt, signal: stop.signal, onLeaf })).rejects.toThrow('enough');
  });
});

function overwrite(path: string): void {
  const file = openSync(path, 'r+');
  writeSync(file, new Uint8Array(10), 0, 10, 0);
  closeSync(file);
}

function replaceByLink(path: string): void {
  rmSync(path);
  symlinkSync('/etc/hostname', path);
}
