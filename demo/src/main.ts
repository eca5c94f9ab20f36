/**
 * The demo: starts the whole market on this machine and plays a first sale from publishing to the decrypted model.
 *
 * `npm run demo` stays up until interrupted; `npm run demo -- --once` exits, with a status that is non-zero if any step failed;
 * `--verbose` also prints what the services log, `--yes` installs a container engine without asking where there is none.
 */
import { parseArgs } from 'node:util';
import { ensureEngine, type EngineLease } from '@atoll/tests/support/engine';
import { startStack, type Stack } from '@atoll/tests/support/stack/start';
import { createNarrator, type Narrator } from './narrator.ts';
import { playSale } from './play-sale.ts';
import { whereItRuns } from './where-it-runs.ts';

const { values: options } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false, short: 'y' },
  },
});

/** What has been started and has to be stopped, newest last. */
const running: { stop(): Promise<void> }[] = [];
let stopping: Promise<void> | undefined;

function stopAll(): Promise<void> {
  stopping ??= (async () => {
    for (const part of running.splice(0).toReversed()) await part.stop();
  })();
  return stopping;
}

async function start(narrator: Narrator): Promise<{ stack: Stack; engine: EngineLease }> {
  const engine = await narrator.step('find or start a container engine', async (report) => {
    const found = await ensureEngine({ log: report.progress, assumeYes: options.yes });
    running.push(found);
    report.line(
      'engine',
      found.startedByUs ? 'private, started for Atoll' : `used as it is: ${found.socketPath}`,
    );
    return found;
  });
  const stack = await narrator.step('start chain, Postgres, IPFS and the three services', async (report) => {
    const started = await startStack({
      socketPath: engine.socketPath,
      ports: { chain: 8545, marketplace: 4103, indexer: 4101, provider: 4102 },
      ...(options.verbose
        ? { log: (service: string, line: string) => console.log(`[${service}] ${line}`) }
        : {}),
    });
    running.push(started);
    report.line('chain', `${started.anvil.rpcUrl} (eip155:${started.addressBook.chainId})`);
    for (const service of Object.values(started.services)) report.line(service.name, service.url);
    return started;
  });
  return { stack, engine };
}

function interrupted(signal: NodeJS.Signals): void {
  console.log(`\n${signal}: stopping`);
  void stopAll().then(
    () => process.exit(130),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
}

async function main(): Promise<void> {
  const narrator = createNarrator(process.stdout);
  const started = performance.now();
  process.on('SIGINT', interrupted);
  process.on('SIGTERM', interrupted);
  try {
    narrator.heading('Atoll: a data market in which the data stays where it is');
    const { stack, engine } = await start(narrator);
    await playSale({ stack, engine, narrator });
    narrator.text(`\n  everything took ${((performance.now() - started) / 1000).toFixed(1)} s`);
    if (options.once) return await stopAll();
    // from here on the running services keep this process alive until a signal ends it
    narrator.heading('The market is running');
    for (const line of whereItRuns(stack)) narrator.text(line);
  } catch (error) {
    if (stopping !== undefined) return stopping;
    console.error(error);
    await stopAll();
    process.exitCode = 1;
  }
}

await main();
