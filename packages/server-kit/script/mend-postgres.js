/**
 * Mends the Postgres client where it is installed: `postgres` 3.4.9. What is mended stands in `postgres-mends.js`, what that does is tested in
 * `mended-driver.test.ts` and `mended-session.test.ts`.
 *
 * Runs after `npm install`; plain JavaScript, because an older Node may run it.
 *
 * To be deleted when a release carries the fix: the mended places are then no longer found, and this says so.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mends } from './postgres-mends.js';

function find() {
  try {
    return dirname(fileURLToPath(import.meta.resolve('postgres')));
  } catch {
    // An installation of a part that has no database.
    return undefined;
  }
}

const directory = find();
for (const [name, places] of Object.entries(directory === undefined ? {} : mends)) {
  const file = join(directory, name);
  let source = readFileSync(file, 'utf8');
  for (const [found, instead] of places) {
    if (source.includes(instead)) continue;
    if (source.split(found).length !== 2)
      throw new Error(
        `${file} is not what this mends: see whether the release carries the fix, and delete this or adapt it`,
      );
    source = source.replace(found, () => instead);
  }
  writeFileSync(file, source);
}
