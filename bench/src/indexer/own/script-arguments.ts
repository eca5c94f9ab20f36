import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const service = resolve(import.meta.dirname, '../../../../services/indexer');

const scripts = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(service, 'package.json'), 'utf8'))).scripts;

/** What a script of the service (`npm start`, `npm run reindex`) gives to node: the same as everybody who runs it. */
export function argumentsOf(script: 'start' | 'start:api' | 'reindex'): string[] {
  const words = (scripts[script] ?? '').split(' ');
  return words
    .slice(words.indexOf('node') + 1)
    .map((each) => (/\.[jt]s$/.test(each) ? join(service, each) : each));
}
