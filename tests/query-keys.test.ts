import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** The first word of each key that a text reads something by; whoever only has it read again is left out. */
function keysOf(text: string): string[] {
  const reads = text
    .replaceAll(/\/\*\*[\s\S]*?\*\//g, '')
    .replaceAll(/invalidateQueries\(\{ queryKey: \[[^\]]*\]/g, '');
  const own = [...reads.matchAll(/queryKey(?::| =) \[[^'\]]*'([\w-]+)'/g)].map(([, name]) => `${name}`);
  const desk = [...reads.matchAll(/useDesk\(\s*[\w.]+,\s*\['([\w-]+)'/g)].map(([, name]) => `desk ${name}`);
  const asked = reads.match(/queryFn\b|useDesk\(/g)?.length ?? 0;
  expect(own.length + desk.length, `keys that can be told in\n${text}`).toBe(asked);
  return [...own, ...desk];
}

test.each(['services/marketplace/web/src', 'services/compute-provider/web/src'])(
  'no key of the app in %s is read by in two places, which could keep different things under it',
  (app) => {
    const files = globSync([`packages/ui/src/**/*.{ts,tsx}`, `${app}/**/*.{ts,tsx}`], { cwd: root });
    const keys = files
      .filter((file) => !file.endsWith('.test.ts'))
      .flatMap((file) => keysOf(readFileSync(resolve(root, file), 'utf8')).map((name) => ({ name, file })));
    expect(keys.length).toBeGreaterThan(20);
    const twice = [...Map.groupBy(keys, ({ name }) => name)].filter(([, places]) => places.length > 1);
    expect(twice.map(([name, places]) => [name, ...places.map(({ file }) => file)])).toEqual([]);
  },
);
