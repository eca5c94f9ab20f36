import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EnvironmentOffer, gvisorRuntime } from '@atoll/schemas/environment';
import { fetchResult } from '@atoll/sdk/fetch-result';
import { orderJob } from '@atoll/sdk/order';
import { contextOf } from '@atoll/tests/support/flow/context';
import { publishExampleAlgorithm, publishImage } from '@atoll/tests/support/flow/example-algorithm';
import { examples, publishExampleDataset } from '@atoll/tests/support/flow/example-dataset';
import {
  approvePair,
  exampleParameters,
  type Pair,
  quotePair,
  watchToEnd,
} from '@atoll/tests/support/flow/run';
import { buildExampleImage } from '@atoll/tests/support/images';
import { leaseStack, type StackLease } from '@atoll/tests/support/stack/lease';
import Docker from 'dockerode';
import { z } from 'zod';
import type { Report } from './report.ts';

export const description =
  "from an order's block to its result being downloaded, minus what a plain run of the same container takes";

const rounds = 20;
const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return (
    ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) /
    2
  );
};

/** Seconds that `docker run --rm` takes for the same image, entrypoint, input and parameters under the same runtime, without any of Atoll. */
async function plainRun({ docker, image, parameters, runtime }: Floor): Promise<number> {
  const started = performance.now();
  const container = await docker.createContainer({
    Image: image,
    Entrypoint: ['/usr/bin/python3', '-B', '/algorithm/train.py'],
    HostConfig: {
      Runtime: runtime,
      // Docker's own profile keeps threads from starting in a gVisor that heeds it, as the private engine's does.
      ...(runtime === gvisorRuntime ? { SecurityOpt: ['seccomp=unconfined'] } : {}),
      NetworkMode: 'none',
      Binds: [
        `${resolve(examples, 'breast-cancer/data')}:/atoll/inputs/0:ro`,
        `${parameters}:/atoll/parameters.json:ro`,
      ],
      Tmpfs: { '/atoll/outputs': 'size=64m', '/atoll/scratch': 'size=64m' },
    },
  });
  try {
    await container.start();
    const ended: unknown = await container.wait();
    if (typeof ended !== 'object' || ended === null || !('StatusCode' in ended) || ended.StatusCode !== 0) {
      throw new Error(`the plain run failed: ${JSON.stringify(ended)}`);
    }
  } finally {
    await container.remove({ force: true });
  }
  return (performance.now() - started) / 1000;
}

interface Floor {
  readonly docker: Docker;
  readonly image: string;
  /** Path of the parameters. */
  readonly parameters: string;
  readonly runtime: string;
}

/** Seconds from just before the order is sent (so the block is counted in full) to the result in the buyer's hands. */
async function orderedRun({ stack }: StackLease, pair: Pair, seed: number): Promise<number> {
  const buyer = await contextOf(stack, stack.wallets.buyer);
  // A seed of its own: an identical job would be answered without a run.
  const { quote } = await quotePair(stack, pair, { parameters: { ...exampleParameters, seed } });
  const started = performance.now();
  const { jobId } = await orderJob(buyer, quote);
  const { job } = await watchToEnd(stack, jobId);
  if (job.state !== 'released') throw new Error(`the job ended ${job.state}: ${job.reason ?? ''}`);
  await fetchResult(buyer, { jobId });
  return (performance.now() - started) / 1000;
}

/** What the provider of a stack starts jobs with. */
async function runtimeOf({ stack }: StackLease): Promise<string> {
  const reply = await fetch(`${stack.services['compute-provider'].url}/environments`);
  const offers = z.array(EnvironmentOffer).parse(await reply.json());
  return offers[0]?.engine.runtime ?? 'unknown';
}

/** Measures with a stack of its own, under the runtime that its provider chooses or is told. */
async function measure(report: Report, wanted: 'auto' | 'runc'): Promise<string> {
  report.progress('starting the stack');
  const lease = await leaseStack({ runtime: wanted });
  const scratch = await mkdtemp(join(tmpdir(), 'atoll-latency-'));
  try {
    const image = await buildExampleImage(lease, { log: report.progress });
    report.progress('publishing');
    const pair = {
      dataset: await publishExampleDataset(lease.stack),
      algorithm: await publishExampleAlgorithm(
        lease.stack,
        await publishImage(lease.stack, { socketPath: lease.socketPath, image }),
      ),
    };
    await approvePair(lease.stack, pair);
    await mkdir(scratch, { recursive: true });
    const parameters = join(scratch, 'parameters.json');
    await writeFile(parameters, JSON.stringify(exampleParameters));
    const runtime = await runtimeOf(lease);
    const floor = { docker: new Docker({ socketPath: lease.socketPath }), image, parameters, runtime };
    const plain: number[] = [];
    const ordered: number[] = [];
    // one round of each unmeasured, then pairs, so that both see the same machine
    await plainRun(floor);
    await orderedRun(lease, pair, 0);
    for (let round = 0; round < rounds; round += 1) {
      report.progress(`${runtime}: run ${round + 1} of ${rounds}`);
      plain.push(await plainRun(floor));
      ordered.push(await orderedRun(lease, pair, round + 1));
    }
    tell(report, runtime, plain, ordered);
    return runtime;
  } finally {
    await rm(scratch, { recursive: true, force: true });
    await lease.stop();
  }
}

function tell(report: Report, runtime: string, plain: readonly number[], ordered: readonly number[]): void {
  const overhead = ordered.map((seconds, index) => seconds - (plain[index] ?? 0));
  const named = (name: string) => `${runtime}: ${name}`;
  report.figure({ name: named('plain docker run (floor), median'), value: median(plain), unit: 's' });
  report.figure({ name: named('order to result, median'), value: median(ordered), unit: 's' });
  report.figure({
    name: named('order to result minus plain run, median'),
    value: median(overhead),
    unit: 's',
    bar: 1.5,
  });
  report.figure({
    name: named('order to result minus plain run, worst'),
    value: Math.max(...overhead),
    unit: 's',
  });
}

export async function run(report: Report): Promise<void> {
  const chosen = await measure(report, 'auto');
  if (chosen === gvisorRuntime) await measure(report, 'runc');
  else report.note('gVisor was not measured: the engine has none that works');
  report.note(
    `${rounds} pairs, one after another, under the runtime that the provider chooses by itself${chosen === gvisorRuntime ? ' (gVisor, `runsc`) and under runc' : ''}; the peer's fixed ticks alone take 9 to 11 s before and after the algorithm`,
  );
}
