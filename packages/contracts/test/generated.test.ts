import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { generatedFiles } from '../script/generate.ts';

/** Against what `forge build` last wrote; the package's test command builds before. */
test('the committed ABI and bytecode are those of the contracts', async () => {
  for (const [path, content] of await generatedFiles()) {
    const committed = await readFile(new URL(`../src/generated/${path}`, import.meta.url), 'utf8');
    expect(
      committed === content,
      `src/generated/${path} is stale: npm run generate -w packages/contracts`,
    ).toBe(true);
  }
});
