import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { GpuClearing, GpuDevice, RunSpecification } from '../engine.ts';
import { EngineUnavailable, GpuNotCleared } from '../errors.ts';
import { holdersOf, shown } from '../gpu/read-facts.ts';
import { refusalStatus } from './call.ts';
import type { DockerContext } from './context.ts';
import { destroy } from './destroy.ts';
import { logs } from './logs.ts';
import { inputsPath } from './profile.ts';
import { run } from './run.ts';

const program = resolve(import.meta.dirname, '../../../../../docker/gpu-check/clear_memory.py');
/** How long programs that were ended may take to let go of a device. */
const freeWithinMs = 20_000;
const clearWithinSeconds = 300;

/** What the driver and the clearing program itself take of a device, at most: a fiftieth and a fixed part. */
const leftBytes = (total: number): number => Math.ceil(total / 50) + 2 ** 30;

/** Where files of clearings lie while they last; what a process that was killed left there belongs to nobody. */
export const clearingFolder = (imageDirectory: string): string => join(imageDirectory, 'gpus');

/** What `clear_memory.py` prints. */
const Report = z.object({
  uuid: z.string(),
  totalBytes: z.int().positive(),
  clearedBytes: z.int().nonnegative(),
  checkedBytes: z.int().nonnegative(),
  seconds: z.number().nonnegative(),
});

/**
 * Clears the memory of a device that no run holds, in a container of Atoll's own in the sandbox of a run, with nothing but the driver's
 * libcuda. What is cleared has to be all of the device but what the driver keeps: less means that somebody else holds the rest.
 *
 * @throws GpuNotCleared; EngineUnavailable where the engine does not answer
 */
export async function clearGpu(context: DockerContext, device: GpuDevice): Promise<GpuClearing> {
  const { uuid } = device;
  const image = context.gpuSettings?.checkImage;
  if (image === undefined)
    throw new GpuNotCleared(uuid, 'GPU_CHECK_IMAGE names no image in which it could be');
  await untilFree(context, uuid);
  const jobId = `gpu-${randomBytes(8).toString('hex')}`;
  const folder = join(clearingFolder(context.imageDirectory), jobId);
  // Nothing of it is hostile, and gVisor's proxy may not know the driver.
  const { plain, version } = await context.runtime();
  const under: DockerContext = {
    ...context,
    runtime: () => Promise.resolve({ name: plain, plain, version }),
  };
  try {
    const { end } = await run(under, await specify({ device, jobId, image, folder }));
    const { outcome } = await end;
    const said = Buffer.from(await logs(under, jobId, { maxBytes: 4096 })).toString();
    if (outcome.kind !== 'exited' || outcome.code !== 0)
      throw new GpuNotCleared(uuid, `the program ended ${JSON.stringify(outcome)}: ${shown(said.trim())}`);
    return judge(device, said);
  } catch (error) {
    // An engine that answers and cannot start a container with the device has no such device any more.
    const refused = error instanceof EngineUnavailable && refusalStatus(error.cause) !== undefined;
    throw refused ? new GpuNotCleared(uuid, shown(error.message)) : error;
  } finally {
    await destroy(under, jobId);
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the clearing came to, or why that is not enough. */
export function judge(device: GpuDevice, said: string): GpuClearing {
  const { uuid } = device;
  const line = said.trim().split('\n').at(-1) ?? '';
  const report = Report.safeParse(parseLine(line)).data;
  if (report === undefined) throw new GpuNotCleared(uuid, `the program said ${shown(line)}`);
  if (report.uuid !== uuid) throw new GpuNotCleared(uuid, `the program saw ${shown(report.uuid)} instead`);
  const total = Math.max(report.totalBytes, Math.floor(device.memoryBytes * 0.9));
  if (report.clearedBytes < total - leftBytes(total))
    throw new GpuNotCleared(
      uuid,
      `only ${report.clearedBytes} of ${total} bytes could be had; somebody holds the rest`,
    );
  if (report.checkedBytes === 0) throw new GpuNotCleared(uuid, 'nothing was read back');
  return { bytes: report.clearedBytes, checkedBytes: report.checkedBytes, seconds: report.seconds };
}

/** Guarantee: never throws; what is no JSON is undefined and passes no schema. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function untilFree(context: DockerContext, uuid: string): Promise<void> {
  const machine = context.gpuSettings?.machine;
  const deadline = context.clock.monotonic() + freeWithinMs;
  for (;;) {
    const holders = machine === undefined ? undefined : await holdersOf(machine, uuid);
    // Where nobody can say, the memory that can be had does.
    if (holders === undefined || holders === 0) return;
    if (context.clock.monotonic() > deadline)
      throw new GpuNotCleared(uuid, `${holders} programs of this machine still use it`);
    await delay(250);
  }
}

async function specify(input: {
  device: GpuDevice;
  jobId: string;
  image: string;
  folder: string;
}): Promise<RunSpecification> {
  const { device, jobId, image, folder } = input;
  const inputs = join(folder, 'program');
  const parametersFile = join(folder, 'parameters.json');
  // Into a folder that the engine sees under the same path, which the project's own need not be.
  await mkdir(inputs, { recursive: true, mode: 0o755 });
  await writeFile(join(inputs, 'clear_memory.py'), await readFile(program), { mode: 0o444 });
  await writeFile(parametersFile, JSON.stringify({ uuid: device.uuid }), { mode: 0o444 });
  return {
    jobId,
    imageId: image,
    entrypoint: ['/usr/bin/python3', '-I', `${inputsPath}/0/clear_memory.py`],
    workingDirectory: '/',
    environment: {},
    inputs: [inputs],
    parametersFile,
    gpus: [device],
    limits: {
      cpus: 1,
      memoryBytes: 2 ** 30,
      pids: 64,
      outputBytes: 1 << 20,
      outputEntries: 4,
      scratchBytes: 1 << 20,
      openFiles: 1024,
      logBytes: 64 << 10,
      wallSeconds: clearWithinSeconds,
    },
  };
}
