import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDockerEngine } from '@atoll/compute-provider/engine/docker/create-engine';
import type { Engine } from '@atoll/compute-provider/engine/engine';
import { systemClock } from '@atoll/server-kit/clock';
import { ensureEngine } from '@atoll/tests/support/engine';
import { buildExampleImage } from '@atoll/tests/support/images';
import Docker from 'dockerode';
import type { Report } from './report.ts';

export const description =
  'what the sandbox costs, under runc and under gVisor, against a plain `docker run` of the same program';

const rounds = 9;
const floorName = 'plain docker run (floor)';
const inputBytes = 256 << 20;
const smallFiles = 2_000;

/** Each is a Python program; what it computes is of no interest. */
const jobs = {
  'start and end': 'pass',
  'CPU-bound': 'sum(i * i % 7 for i in range(12_000_000))',
  'I/O-bound': `
import os
folder = "/atoll/inputs/0"
for _ in range(2):
    with open(folder + "/large.bin", "rb", buffering=0) as file:
        while file.read(1 << 16):
            pass
for number in range(${smallFiles}):
    with open(f"{folder}/small/{number}", "rb") as file:
        file.read()
with open("/atoll/outputs/result.bin", "wb", buffering=0) as file:
    for _ in range(512):
        file.write(bytes(1 << 16))
`,
} as const;

interface Bench {
  readonly docker: Docker;
  readonly image: string;
  readonly inputs: string;
  readonly parameters: string;
}

const memoryBytes = 1 << 30;
const outputBytes = 64 << 20;
const command = (program: string) => ['/usr/bin/python3', '-B', '-c', program];

/** Milliseconds of creating, running and removing a container as `docker run --rm` does, with nothing set but the same CPU and memory. */
async function plain({ docker, image, inputs }: Bench, program: string): Promise<number> {
  const started = performance.now();
  const container = await docker.createContainer({
    Image: image,
    Entrypoint: command(program),
    HostConfig: {
      Runtime: 'runc',
      NetworkMode: 'none',
      NanoCpus: 1e9,
      Memory: memoryBytes,
      Binds: [`${inputs}:/atoll/inputs/0:ro`],
      Tmpfs: { '/atoll/outputs': `size=${outputBytes}` },
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
  return performance.now() - started;
}

/** Milliseconds of the same in the sandbox: volume, holder and container made, run and removed. */
async function sandboxed(
  engine: Engine,
  { image, inputs, parameters }: Bench,
  program: string,
): Promise<number> {
  const jobId = `bench-${randomBytes(6).toString('hex')}`;
  const started = performance.now();
  try {
    const handle = await engine.run({
      jobId,
      imageId: image,
      entrypoint: command(program),
      workingDirectory: '/',
      environment: {},
      inputs: [inputs],
      parametersFile: parameters,
      limits: {
        cpus: 1,
        memoryBytes,
        pids: 64,
        outputBytes,
        outputEntries: 16,
        scratchBytes: 1 << 20,
        openFiles: 1024,
        logBytes: 1 << 20,
        wallSeconds: 120,
      },
    });
    const { outcome } = await handle.end;
    if (outcome.kind !== 'exited' || outcome.code !== 0) {
      const said = Buffer.from(await engine.logs(jobId, { maxBytes: 2000 })).toString();
      throw new Error(`the sandboxed run failed: ${JSON.stringify(outcome)} ${said}`);
    }
  } finally {
    await engine.destroy(jobId);
  }
  return performance.now() - started;
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? 0;
  return (at(Math.floor((sorted.length - 1) / 2)) + at(Math.ceil((sorted.length - 1) / 2))) / 2;
};

async function writeInputs(folder: string): Promise<void> {
  await mkdir(join(folder, 'small'), { recursive: true });
  await writeFile(join(folder, 'large.bin'), randomBytes(inputBytes));
  for (let number = 0; number < smallFiles; number += 1)
    await writeFile(join(folder, 'small', String(number)), 'a,b\n1,2\n');
}

export async function run(report: Report): Promise<void> {
  const lease = await ensureEngine({ log: report.progress });
  const scratch = await mkdtemp(join(tmpdir(), 'atoll-sandbox-bench-'));
  try {
    const parameters = join(scratch, 'parameters.json');
    await writeFile(parameters, '{}');
    const inputs = join(scratch, 'inputs');
    await writeInputs(inputs);
    const image = await buildExampleImage(lease, { log: report.progress });
    const bench = { docker: new Docker({ socketPath: lease.socketPath }), image, inputs, parameters };
    const open = (runtime: 'auto' | 'runc') =>
      createDockerEngine({
        socketPath: lease.socketPath,
        providerId: `bench-${process.pid}`,
        imageDirectory: join(scratch, 'images'),
        clock: systemClock,
        runtime,
      });
    const runc = await open('runc');
    const best = await open('auto');
    const { runtime, runtimeVersion, refusedGvisor } = await best.describe();
    const ways: Record<string, (program: string) => Promise<number>> = {
      [floorName]: (program) => plain(bench, program),
      'sandbox, runc': (program) => sandboxed(runc, bench, program),
    };
    if (runtime === 'runsc') ways['sandbox, gVisor'] = (program) => sandboxed(best, bench, program);
    else report.note(`gVisor was not measured: ${refusedGvisor ?? 'the engine has no runtime runsc'}`);
    for (const [job, program] of Object.entries(jobs)) await measure(report, { job, program, ways });
    report.note(
      `Medians of ${rounds} rounds, one of each way after the other, one CPU each, from creating the container to its removal. CPU-bound: a loop of pure Python. I/O-bound: ${inputBytes >> 20} MiB of input read twice in blocks of 64 KiB, ${smallFiles} small files opened and read, 32 MiB of output written.${runtime === 'runsc' ? ` gVisor is ${runtimeVersion}.` : ''}`,
    );
  } finally {
    await rm(scratch, { recursive: true, force: true });
    await lease.stop();
  }
}

/** Ways take turns, so that each sees the same machine; the first round is not counted. */
async function measure(
  report: Report,
  input: {
    job: string;
    program: string;
    ways: Readonly<Record<string, (program: string) => Promise<number>>>;
  },
): Promise<void> {
  const { job, program, ways } = input;
  const times = Object.fromEntries(Object.keys(ways).map((name): [string, number[]] => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    report.progress(`${job}: round ${round} of ${rounds}`);
    for (const [name, once] of Object.entries(ways)) {
      const milliseconds = await once(program);
      if (round > 0) times[name]?.push(milliseconds);
    }
  }
  const floor = median(times[floorName] ?? []);
  for (const [name, values] of Object.entries(times)) {
    report.figure({ name: `${job}: ${name}`, value: median(values), unit: 'ms' });
    if (name !== floorName)
      report.figure({
        name: `${job}: ${name}, over the floor`,
        value: median(values) / floor,
        unit: 'times',
      });
  }
}
