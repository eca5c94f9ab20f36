import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEmbeddedStorage } from './embedded.ts';
import { putFolder } from './put-folder.ts';
import { decodeNode } from './walk-dag.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atoll-put-folder-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test('a folder becomes a directory in which each file is found under its path', async () => {
  const storage = await openEmbeddedStorage({ directory: join(directory, 'blocks'), gateways: [] });
  const folder = join(directory, 'sample');
  await mkdir(join(folder, 'sites'), { recursive: true });
  await writeFile(join(folder, 'reef.csv'), 'depth\n1\n');
  await writeFile(join(folder, 'sites', 'large.csv'), 'x'.repeat(1_500_000));
  const { cid, size } = await putFolder(storage, folder);
  expect(size).toBe(1_500_008);
  const root = decodeNode(cid, await storage.getBlock(cid));
  expect(root.Links.map(({ Name }) => Name)).toEqual(['reef.csv', 'sites']);
  const sites = root.Links[1]?.Hash;
  const inner = sites === undefined ? [] : decodeNode(sites, await storage.getBlock(sites)).Links;
  const parts = [];
  const file = inner[0]?.Hash;
  if (file !== undefined) for await (const part of storage.getFile(file)) parts.push(part);
  expect(Buffer.concat(parts)).toHaveLength(1_500_000);
  await expect(storage.pin(cid, { localOnly: true })).resolves.toMatchObject({ blocks: 6 });
  expect((await putFolder(storage, folder)).cid.toString()).toBe(cid.toString());
  await storage.close();
});
