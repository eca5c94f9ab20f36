/**
 * The test command: everything, on real parts. Sets up an engine and the images, runs each suite with its time beside its
 * budget and ends with one line that counts. `npm test -- NAME…` runs the suites whose names start with one of the words.
 */
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildServices, buildWeb } from './support/build.ts';
import { ensureChromium } from './support/chromium.ts';
import { ensureEngine } from './support/engine.ts';
import { buildExampleImage, buildMisbehavingImage } from './support/images.ts';
import { type Suite, stages } from './suites.ts';
import { add, type Tally, skippedIn, tallyForge, tallyVitest } from './tally.ts';

const root = new URL('..', import.meta.url).pathname;
const setupBudgetSeconds = 300;

/** What starts a program that takes only what others leave: Linux's own class of idle work; elsewhere the lowest share that there is. */
const yielding =
  process.platform === 'linux' ? (['chrt', '--idle', '0'] as const) : (['nice', '-n', '19'] as const);

/** Runs a suite and returns its counts; its output is shown only where it failed. */
async function runSuite(suite: Suite, env: NodeJS.ProcessEnv, scratch: string): Promise<Tally> {
  const report = join(scratch, `${suite.name.replaceAll(' ', '-')}.json`);
  const [program, ...rest] = suite.command;
  const args =
    suite.counts === 'vitest'
      ? [...rest, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
      : rest;
  const [command, ...given] = [...(suite.yields ? yielding : []), program, ...args] as const;
  const child = spawn(command, given, {
    cwd: join(root, suite.folder ?? '.'),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout: Buffer[] = [];
  const all: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout.push(chunk);
    all.push(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => all.push(chunk));
  const status = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
  const output = Buffer.concat(all).toString();
  const tally = await count(suite, status, Buffer.concat(stdout).toString(), report);
  if (tally.failed > 0 || suite.shown) process.stdout.write(`${output}\n`);
  if (tally.skipped > 0 && suite.counts === 'vitest') {
    for (const name of skippedIn(JSON.parse(await readFile(report, 'utf8'))))
      console.log(`    skipped: ${name}`);
  }
  return tally;
}

async function count(suite: Suite, status: number, stdout: string, report: string): Promise<Tally> {
  const crashed: Tally = { passed: 0, failed: 1, skipped: 0 };
  if (suite.counts === 'exit') return status === 0 ? { passed: 1, failed: 0, skipped: 0 } : crashed;
  let tally: Tally;
  try {
    tally =
      suite.counts === 'vitest'
        ? tallyVitest(JSON.parse(await readFile(report, 'utf8')))
        : tallyForge(JSON.parse(stdout.slice(stdout.indexOf('{'))));
  } catch (error) {
    // A runner that left no report has failed, whatever it printed; its output follows.
    console.log(
      `    ${suite.name} left no report: ${error instanceof Error ? error.message : String(error)}`,
    );
    return crashed;
  }
  const ran = tally.passed + tally.failed > 0;
  return status !== 0 && tally.failed === 0 ? add(tally, crashed) : ran ? tally : crashed;
}

async function main(): Promise<number> {
  const words = process.argv.slice(2);
  const isChosen = (suite: Pick<Suite, 'name'>) =>
    words.length === 0 || words.some((word) => suite.name.startsWith(word));
  const started = performance.now();
  const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(1);
  const scratch = await mkdtemp(join(tmpdir(), 'atoll-test-'));
  let engine: Awaited<ReturnType<typeof ensureEngine>> | undefined;
  let total: Tally = { passed: 0, failed: 0, skipped: 0 };
  const stop = async () => {
    await engine?.stop();
    await rm(scratch, { recursive: true, force: true });
  };
  process.once('SIGINT', () => void stop().finally(() => process.exit(130)));
  process.once('SIGTERM', () => void stop().finally(() => process.exit(143)));
  try {
    const log = (line: string) => console.log(`  ${line}`);
    engine = await ensureEngine({ log });
    if (isChosen({ name: 'browser' })) await ensureChromium({ log });
    await buildExampleImage(engine, { log });
    await buildMisbehavingImage(engine, { log });
    // Before the suites, for two of them at once would build the same.
    await buildServices(['indexer', 'marketplace', 'compute-provider']);
    await buildWeb(['marketplace', 'compute-provider']);
    console.log(`setting up took ${seconds(started)} s (budget ${setupBudgetSeconds} s)`);
    const env = {
      ...process.env,
      DOCKER_HOST: `unix://${engine.socketPath}`,
      FORCE_COLOR: '0',
      // Services are started hundreds of times, and each start compiles the same files.
      NODE_COMPILE_CACHE: join(scratch, 'compiled'),
    };
    const ended = new EventEmitter();
    const endOf = new Map(
      stages.flat(2).map(({ name }) => [name, isChosen({ name }) ? once(ended, name) : undefined]),
    );
    const runLane = async (lane: readonly Suite[]) => {
      for (const suite of lane.filter(isChosen)) {
        if (suite.after !== undefined) await endOf.get(suite.after);
        const since = performance.now();
        const tally = await runSuite(suite, env, scratch);
        total = add(total, tally);
        const over = (performance.now() - since) / 1000 > suite.budgetSeconds ? ', over budget' : '';
        console.log(
          `${suite.name}: ${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped in ${seconds(since)} s (budget ${suite.budgetSeconds} s${over})`,
        );
        ended.emit(suite.name);
      }
    };
    for (const stage of stages) await Promise.all(stage.map(runLane));
  } finally {
    await stop();
  }
  console.log(`everything took ${seconds(started)} s`);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

process.exitCode = await main();
