import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startProcess } from '@atoll/tests/support/process';
import { z } from 'zod';
import { seeded } from './economics/random.ts';
import { driveHard } from './indexer/load/drive.ts';
import { quantile } from './indexer/options.ts';
import { watchMemory } from './indexer/process-memory.ts';
import type { Report } from './report.ts';
import { loadFloor, loadSearch, offered, walkBack } from './search/load.ts';
import { createQueries, type QueryKind } from './search/queries.ts';
import { startSearchStage } from './search/stage.ts';
import { makeVocabulary } from './search/words.ts';

export const description =
  'search of a catalogue of 20,000 and 100,000 assets, facets included, under load; beside it the same words as plain SQL, ids only';
export const usage = '[--scale FRACTION] [--keep DIRECTORY]';

const seed = 20_260_102;
const words = 30_000;
const sizes = [20_000, 100_000];
/** Clients that ask again at once, for what the service can at most. */
const clients = 4;
const rounded = (value: number) => Math.round(value * 100) / 100;

/** @throws TypeError for an option that is not known or is no number in its bounds */
function readSearchOptions(args: readonly string[]): { scale: number; keep: string | undefined } {
  const { values } = parseArgs({
    args: [...args],
    options: { scale: { type: 'string', default: '1' }, keep: { type: 'string' } },
  });
  const scale = Number(values.scale);
  if (!(scale > 0 && scale <= 10)) throw new TypeError('--scale takes a number above 0, at most 10');
  return { scale, keep: values.keep };
}

const Loaded = z.object({ milliseconds: z.number(), bytes: z.number(), words: z.int() });

/** The catalogue's routes in a process of their own. */
async function startService(databaseUrl: string) {
  let loaded: z.infer<typeof Loaded> | undefined;
  const service = await startProcess({
    command: process.execPath,
    args: ['--expose-gc', join(import.meta.dirname, 'search/serve-catalogue.ts'), databaseUrl],
    readyWithinMs: 120_000,
    ready: (line) => {
      const told = /^loaded (.*)$/.exec(line)?.[1];
      if (told !== undefined) loaded = Loaded.parse(JSON.parse(told));
      return /^listening on (.*)$/.exec(line)?.[1];
    },
  });
  if (loaded === undefined) throw new TypeError('the service did not say what it had loaded');
  return { service, url: service.ready, loaded, memory: watchMemory(service.pid) };
}

interface Measured {
  readonly kinds: ReadonlyMap<QueryKind, readonly number[]>;
  readonly floor: readonly number[];
  readonly perSecond: number;
  readonly loaded: z.infer<typeof Loaded>;
  readonly peak: number;
}

async function measure(input: {
  databaseUrl: string;
  vocabulary: readonly string[];
  scale: number;
  report: Report;
}): Promise<Measured> {
  const { databaseUrl, vocabulary, scale, report } = input;
  const seconds = Math.max(5, Math.min(20, 20 * scale));
  const { service, url, loaded, memory } = await startService(databaseUrl);
  try {
    report.progress('walking to pages far back');
    const deep = await walkBack(url, Math.max(5, Math.round(100 * scale)));
    const queries = createQueries(seeded(seed + 2), vocabulary, deep);
    report.progress('warming up');
    await loadSearch({ url, next: queries.next, seconds: Math.max(2, seconds / 2) });
    report.progress('under load');
    const kinds = await loadSearch({ url, next: queries.next, seconds });
    report.progress('the floor');
    await loadFloor(databaseUrl, seeded(seed + 3), vocabulary, Math.max(1, seconds / 10));
    const floor = await loadFloor(databaseUrl, seeded(seed + 4), vocabulary, seconds / 2);
    report.progress('as many as can be answered');
    const path = () => queries.next().path;
    const { perSecond } = await driveHard({ url, path, connections: clients, seconds: seconds / 2 });
    return { kinds, floor, perSecond, loaded, peak: memory.peak() };
  } finally {
    memory.stop();
    await service.stop();
  }
}

function tell(report: Report, count: number, measured: Measured): void {
  const { kinds, floor, perSecond, loaded, peak } = measured;
  const all = [...kinds.values()].flat();
  report.figure({
    name: `${count} assets, ${offered} searches a second offered, p99`,
    value: rounded(quantile(all, 0.99)),
    unit: 'ms',
    bar: 50,
    peer: rounded(quantile(floor, 0.99)),
  });
  report.figure({
    name: '  p50',
    value: rounded(quantile(all, 0.5)),
    unit: 'ms',
    peer: rounded(quantile(floor, 0.5)),
  });
  for (const [kind, took] of kinds) {
    report.figure({ name: `  ${kind}, p99`, value: rounded(quantile(took, 0.99)), unit: 'ms' });
  }
  report.figure({
    name: `  most searches, ${clients} clients at once`,
    value: Math.round(perSecond),
    unit: 'requests/s',
  });
  report.figure({ name: '  catalogue in memory', value: Math.round(loaded.bytes / 1e6), unit: 'MB' });
  report.figure({ name: '  resident at most, after all of it', value: Math.round(peak / 1e6), unit: 'MB' });
  report.figure({ name: '  read into memory', value: rounded(loaded.milliseconds / 1000), unit: 's' });
}

/** Measures the service's routes over HTTP, in a process of their own, by the mix of `search/queries.ts`. */
export async function run(report: Report, args: readonly string[]): Promise<void> {
  const { scale, keep } = readSearchOptions(args);
  const vocabulary = makeVocabulary(seeded(seed), words);
  const stage = await startSearchStage({
    seed: seed + 1,
    vocabulary,
    directory: keep,
    onProgress: (line) => report.progress(line),
  });
  try {
    for (const size of sizes) {
      const count = Math.max(1_000, Math.round(size * scale));
      const { url, filledIn } = await stage.catalogueOf(count);
      tell(report, count, await measure({ databaseUrl: url, vocabulary, scale, report }));
      if (filledIn === undefined) continue;
      report.figure({ name: '  writing them, and the floor', value: rounded(filledIn), unit: 's' });
    }
  } finally {
    await stage.stop();
  }
  report.note(
    `The ratio is that of the floor: below 1 a search takes longer. Searches: common words, rare ones, two words of which the last is unfinished, ` +
      `one or two misspelt ones, facets and sorts without words, pages far back; every answer has its facets and counts, exactly. ` +
      `${availableParallelism()} cores are shared by the service, Postgres and the load. Searches come at a steady rate and are timed from when ` +
      `they were due; the floor is the plain SQL of those that ask for words, at the rate that they have among them. The catalogue does not ` +
      `change meanwhile. --keep DIRECTORY keeps what was filled for the next run.`,
  );
}
