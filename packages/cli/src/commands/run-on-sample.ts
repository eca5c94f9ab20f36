import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { SampleRunView } from '@atoll/schemas/sample-api';
import type { MarketContext } from '@atoll/sdk/context';
import { fetchSampleLog, fetchSampleOutput, startSampleRun, watchSampleRun } from '@atoll/sdk/run-on-sample';
import { z } from 'zod';
import type { Command, Invocation } from '../command.ts';
import { FileRefused, UsageError } from '../errors.ts';
import { openMarket } from '../open-market.ts';
import { algorithmDigestOf, tokenIdOf } from '../parse-asset.ts';
import { readJsonFile } from '../read-input.ts';

/** How often a running program's log is looked at. */
const logEveryMs = 1000;

export const runOnSample: Command = {
  words: ['run'],
  summary:
    'Run an algorithm on the synthetic sample of a dataset, in the image and sandbox of the real run, free of charge',
  positionals: [],
  options: {
    on: { type: 'string', value: 'sample', description: 'what it runs on', required: true },
    dataset: {
      type: 'string',
      value: '<id>',
      description: 'token number or CAIP-19 id of the dataset',
      required: true,
    },
    algorithm: {
      type: 'string',
      value: '<id>',
      description: 'asset, CID or digest of the metadata document of the algorithm',
      required: true,
    },
    parameters: {
      type: 'string',
      value: '<file>',
      description: 'JSON file with the parameters; {} unless given',
    },
    out: {
      type: 'string',
      value: '<folder>',
      description: 'new folder for log and outputs; run-<id> unless given',
    },
  },
  example: 'atoll run --on sample --dataset 42 --algorithm 57 --parameters parameters.json',
  act,
};

async function act(invocation: Invocation): Promise<number> {
  const { given, report, json, print } = invocation;
  if (given.text['on'] !== 'sample')
    throw new UsageError(
      '--on takes sample',
      'runs on the data itself are quoted, ordered and paid: use the SDK',
    );
  const datasetId = tokenIdOf(given.text['dataset'] ?? '');
  const { parameters: path } = given.text;
  const parameters = path === undefined ? {} : await readJsonFile(path, z.record(z.string(), z.unknown()));
  const market = await openMarket(invocation, datasetId);
  const metadataDigest = await algorithmDigestOf(market.chain, given.text['algorithm'] ?? '');
  const { run } = await startSampleRun(market, {
    datasetId: datasetId.toString(),
    metadataDigest,
    parameters,
  });
  report(`run ${run}\n`);
  const ended = await follow(invocation, market, run);
  const folder = await save(invocation, market, ended);
  if (json) print(`${JSON.stringify({ ...ended, folder })}\n`);
  else tell(invocation, ended, folder);
  const { outcome, problem } = ended;
  return outcome?.kind === 'exited' && outcome.code === 0 && problem === undefined ? 0 : 1;
}

/** Follows a run to its end and shows what it prints meanwhile. */
async function follow(
  { report, print, json, signal }: Invocation,
  market: MarketContext,
  run: string,
): Promise<SampleRunView> {
  const decoder = new TextDecoder();
  let shown = 0;
  const showLog = async () => {
    const log = await fetchSampleLog(market, run);
    if (log.byteLength > shown) print(decoder.decode(log.subarray(shown), { stream: true }));
    shown = Math.max(shown, log.byteLength);
  };
  let last: SampleRunView | undefined;
  const over = new AbortController();
  let logging: Promise<void> = Promise.resolve();
  try {
    for await (const view of watchSampleRun(market, run, { signal })) {
      last = view;
      report(`${view.state}\n`);
      if (view.state === 'running' && !json)
        logging = repeatUntil(over.signal, showLog, (reason) =>
          report(`the log is shown at the end: ${reason}\n`),
        );
    }
  } finally {
    over.abort();
    await logging;
  }
  if (last === undefined) throw new UsageError('the run was never seen');
  if (last.outcome !== undefined && !json) {
    await showLog();
    if (shown > 0) print('\n');
  }
  return last;
}

/** The log while it grows is a convenience: where it cannot be had, it is shown whole at the end. */
async function repeatUntil(
  signal: AbortSignal,
  act_: () => Promise<void>,
  giveUp: (reason: string) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await act_();
    } catch (error) {
      giveUp(error instanceof Error ? error.message : String(error));
      return;
    }
    await pause(logEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

async function save(
  { given, signal }: Invocation,
  market: MarketContext,
  view: SampleRunView,
): Promise<string | undefined> {
  if (view.outcome === undefined) return undefined;
  const folder = given.text['out'] ?? `run-${view.run.slice(0, 8)}`;
  await mkdir(join(folder, 'outputs'), { recursive: true });
  const write = (path: string, bytes: Uint8Array) =>
    writeFile(path, bytes, { flag: 'wx' }).catch((cause: unknown) => {
      throw new FileRefused(path, 'it cannot be written; is it there already?', cause);
    });
  await write(join(folder, 'log.txt'), await fetchSampleLog(market, view.run));
  for (const { name } of view.outputs) {
    signal.throwIfAborted();
    // The schema lets plain file names through only.
    await write(join(folder, 'outputs', name), await fetchSampleOutput(market, { run: view.run, name }));
  }
  return folder;
}

function tell({ report }: Invocation, view: SampleRunView, folder: string | undefined): void {
  const { outcome, usage, problem, outputs } = view;
  if (outcome !== undefined)
    report(
      outcome.kind === 'exited' ? `exit code ${outcome.code}\n` : `${outcome.kind.replaceAll('_', ' ')}\n`,
    );
  if (usage !== undefined)
    report(
      `${usage.wallSeconds.toFixed(2)} s, ${usage.cpuSeconds.toFixed(2)} s of CPU, ${(usage.peakMemoryBytes / 2 ** 20).toFixed(1)} MiB\n`,
    );
  if (problem !== undefined) report(`problem: ${problem.detail}\nhint: ${problem.hint}\n`);
  for (const { name, bytes } of outputs) report(`output ${name}: ${bytes} bytes\n`);
  if (folder !== undefined) report(`saved in ${folder}\n`);
}
