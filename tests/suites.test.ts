import { glob, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { expect, test } from 'vitest';
import { stages, type Suite } from './suites.ts';

const root = resolve(import.meta.dirname, '..');
const Workspace = z.object({ name: z.string() });

/** The workspace that a file belongs to: the name in the nearest package.json above it. */
async function workspaceOf(file: string): Promise<string> {
  for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) {
    const text = await readFile(join(root, folder, 'package.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) return Workspace.parse(JSON.parse(text)).name;
  }
  throw new Error(`${file} is in no workspace`);
}

/** Whether a suite runs a file: of a workspace that it names, with one of its words in the path where it has words. */
function isRunBy(
  { counts, command }: Suite,
  { file, workspace }: { file: string; workspace: string },
): boolean {
  if (counts !== 'vitest') return false;
  const words = command
    .slice(2)
    .filter((word, at, all) => !word.startsWith('--') && all[at - 1] !== '--project');
  const isNamed = command.some((word, at) => word === '--project' && command[at + 1] === workspace);
  return isNamed && (words.length === 0 || words.some((word) => file.includes(word)));
}

test('the test command runs every file of tests once', async () => {
  const suites = stages.flat(2);
  const wrong: string[] = [];
  let files = 0;
  const exclude = (name: string) => /(^|\/)(node_modules|\.[^/]+)$/.test(name);
  for await (const file of glob('**/*.test.ts', { cwd: root, exclude })) {
    files += 1;
    const workspace = await workspaceOf(file);
    const running = suites.filter((suite) => isRunBy(suite, { file, workspace })).map(({ name }) => name);
    if (running.length !== 1) wrong.push(`${file}: ${running.join(', ') || 'no suite'}`);
  }
  expect(files).toBeGreaterThan(400);
  expect(wrong).toEqual([]);
});
