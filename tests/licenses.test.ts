import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import {
  isPermissive,
  productionDependencies,
  readLock,
  thirdPartyText,
  unaccepted,
} from './support/licenses.ts';

const root = resolve(import.meta.dirname, '..');

test('every package that is shipped has a licence that was said yes to', () => {
  const dependencies = productionDependencies(readLock(root));
  expect(dependencies.length).toBeGreaterThan(100);
  expect(unaccepted(dependencies)).toEqual([]);
});

test('THIRD_PARTY.md is what the lock file says (node tests/support/cli/licenses.ts writes it)', () => {
  const text = thirdPartyText(productionDependencies(readLock(root)));
  expect(readFileSync(join(root, 'THIRD_PARTY.md'), 'utf8')).toBe(text);
  expect(text).not.toMatch(/https?:|registry/);
});

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['MIT AND Apache-2.0', true],
  ['MIT AND GPL-3.0-only', false],
  ['GPL-3.0-only', false],
  ['MPL-2.0', false],
  ['SEE LICENSE IN LICENSE.md', false],
])('%s counts as permissive: %s', (expression, expected) => expect(isPermissive(expression)).toBe(expected));

test('what needs what is followed as npm resolves it, and tools are left out', () => {
  const lock = {
    packages: {
      'services/shop': { dependencies: { a: '1', '@own/part': '1' } },
      'packages/part': { dependencies: { b: '2' } },
      tests: { dependencies: { tool: '1' } },
      'docker/runner': { dependencies: { d: '1' }, devDependencies: { tool: '1' } },
      'node_modules/@own/part': { link: true, resolved: 'packages/part' },
      'node_modules/a': {
        version: '1.0.0',
        license: 'MIT',
        dependencies: { b: '1' },
        peerDependencies: { c: '1', tool: '1' },
        peerDependenciesMeta: { tool: { optional: true } },
      },
      'node_modules/a/node_modules/b': { version: '1.0.0', license: 'GPL-3.0-only' },
      'node_modules/b': { version: '2.0.0', license: 'ISC' },
      'node_modules/c': { version: '1.0.0' },
      'node_modules/d': { version: '1.0.0', license: 'MIT' },
      'node_modules/node': { version: '24.0.0', license: 'MIT' },
      'node_modules/@foundry-rs/anvil': { version: '1.0.0', license: 'MIT OR Apache-2.0' },
      'node_modules/tool': { version: '1.0.0', license: 'GPL-2.0' },
    },
  };
  const found = productionDependencies(lock);
  expect(found.map(({ name, version }) => `${name} ${version}`)).toEqual([
    '@foundry-rs/anvil 1.0.0',
    'a 1.0.0',
    'b 1.0.0',
    'b 2.0.0',
    'c 1.0.0',
    'd 1.0.0',
    'node 24.0.0',
  ]);
  expect(unaccepted(found).map(({ name, version }) => `${name} ${version}`)).toEqual(['b 1.0.0', 'c 1.0.0']);
});
