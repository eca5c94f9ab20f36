import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Benchmark, type Figure, type Report, resultOf, shown, tableOf } from './report.ts';

const folder = import.meta.dirname;
const ownFiles = new Set(['main.ts', 'report.ts']);

/** Every file of this folder but the harness is a benchmark, named as its file; folders hold what they share. */
async function names(): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /^[a-z0-9-]+\.ts$/.test(entry.name) && !ownFiles.has(entry.name))
    .map((entry) => entry.name.slice(0, -'.ts'.length))
    .sort();
}

function isBenchmark(module: object): module is Benchmark {
  return (
    'description' in module &&
    typeof module.description === 'string' &&
    'run' in module &&
    typeof module.run === 'function'
  );
}

async function load(name: string): Promise<Benchmark> {
  const module: unknown = await import(pathToFileURL(join(folder, `${name}.ts`)).href);
  if (typeof module !== 'object' || module === null || !isBenchmark(module)) {
    throw new TypeError(`bench/src/${name}.ts must export a description and run(report)`);
  }
  return module;
}

/** Progress goes to stderr, so that the last line of stdout stays the result. */
function createReport(figures: Figure[], notes: string[]): Report {
  const started = performance.now();
  const { isTTY } = process.stderr;
  const lineOf = (text: string) =>
    `${isTTY ? '\r\x1b[K' : ''}${((performance.now() - started) / 1000).toFixed(1).padStart(7)} s  ${text}`;
  return {
    figure: (figure) => {
      figures.push(figure);
      // Here too, where it stays: what fails later must not take along what was found.
      process.stderr.write(`${lineOf(`${figure.name.trim()}: ${shown(figure.value)} ${figure.unit}`)}\n`);
    },
    note: (text) => void notes.push(text),
    progress: (text) => void process.stderr.write(`${lineOf(text)}${isTTY ? '' : '\n'}`),
  };
}

async function list(): Promise<void> {
  for (const name of await names()) {
    const { description, usage: options } = await load(name);
    console.log(`${name.padEnd(16)} ${description}${options === undefined ? '' : ` ${options}`}`);
  }
}

async function measure(name: string, args: readonly string[]): Promise<void> {
  const { description, run } = await load(name);
  console.log(`${name}: ${description}\n`);
  const figures: Figure[] = [];
  const notes: string[] = [];
  await run(createReport(figures, notes), args);
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  if (figures.length === 0) throw new Error(`${name} measured nothing`);
  console.log(tableOf(figures));
  for (const note of notes) console.log(`\n${note}`);
  console.log(`\n${JSON.stringify(resultOf(name, figures))}`);
}

const usage = 'usage: npm run bench -- NAME [OPTIONS] | --list';

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--list' && rest.length === 0) {
    await list();
    return 0;
  }
  const known = await names();
  const takesOptions = name !== undefined && known.includes(name) && (await load(name)).usage !== undefined;
  if (name === undefined || !known.includes(name) || (rest.length > 0 && !takesOptions)) {
    const what = name === undefined ? '' : `there is no benchmark "${args.join(' ')}"\n`;
    console.error(`${what}${usage}\nbenchmarks: ${known.join(', ')}`);
    return 2;
  }
  await measure(name, rest);
  return 0;
}

let status = 1;
try {
  status = await main(process.argv.slice(2));
} catch (error) {
  console.error(error);
}
// The result is printed: what a benchmark may have left open must not keep the process.
process.exit(status);
