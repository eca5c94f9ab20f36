import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);

/** Imports drizzle-orm in a process of its own. @returns how many of its modules Node resolved, and a table's name */
async function importDrizzle(before: string): Promise<{ resolved: number; table: string }> {
  const script = `
    import { registerHooks } from 'node:module';
    let resolved = 0;
    registerHooks({ resolve(specifier, context, next) {
      if (context.parentURL?.includes('/drizzle-orm/')) resolved += 1;
      return next(specifier, context);
    } });
    ${before}
    const { pgTable, text } = await import('drizzle-orm/pg-core');
    const { getTableName } = await import('drizzle-orm');
    console.log(JSON.stringify({ resolved, table: getTableName(pgTable('runs', { id: text() })) }));`;
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await run(process.execPath, args, { cwd: import.meta.dirname });
  return JSON.parse(stdout);
}

test('modules of drizzle-orm find each other without its manifest, and are the same', async () => {
  const usual = await importDrizzle('');
  expect(usual.resolved).toBeGreaterThan(100);
  const quick = await importDrizzle(`(await import('./quick-start.ts')).startQuickly();`);
  expect(quick).toEqual({ resolved: 0, table: usual.table });
});
