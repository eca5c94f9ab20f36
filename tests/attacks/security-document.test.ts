import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { weaknesses } from './peers.ts';
import { controls } from './support/controls.ts';
import { controlTable, withTable } from './support/control-table.ts';
import { findAttacks } from './support/find-attacks.ts';

const root = resolve(import.meta.dirname, '../..');
const attacks = await findAttacks();

test('docs/security.md names every control with the attacks that are declared for it', async () => {
  const document = await readFile(resolve(root, 'docs/security.md'), 'utf8');
  const condensed = (text: string) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
  expect(condensed(document)).toBe(condensed(withTable(document, controlTable(attacks))));
});

test('every control is tried by an attack, and every attack has a title of its own', () => {
  const tried = new Set(attacks.map(({ control }) => control));
  expect(Object.keys(controls).filter((control) => ![...tried].some((each) => each === control))).toEqual([]);
  expect(new Set(attacks.map(({ title }) => title)).size).toBe(attacks.length);
});

test('all fifteen weaknesses of the nearest peer are shown to be absent', async () => {
  expect(weaknesses).toHaveLength(15);
  const names = new Set(attacks.map(({ name }) => name));
  for (const { what, attacks: shown = [], tests = [] } of weaknesses) {
    expect(shown.length + tests.length, what).toBeGreaterThan(0);
    expect(shown.filter((name) => !names.has(name))).toEqual([]);
    for (const { file, name } of tests) expect(await readFile(resolve(root, file), 'utf8')).toContain(name);
  }
});
