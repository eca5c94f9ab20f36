/**
 * `npm run gpu-check`: on a machine with an NVIDIA GPU, sells two runs of an algorithm that needs one, from publishing to the opened result,
 * under runc. The second run looks for what the first left in the device's memory. Prints what was used and how long it took; exits 1
 * where something of it fails, 2 where there is no GPU.
 */
import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDockerEngine } from '@atoll/compute-provider/engine/docker/create-engine';
import type { Engine, GpuDevice } from '@atoll/compute-provider/engine/engine';
import { detectGpus } from '@atoll/compute-provider/engine/gpu/detect-gpus';
import { localMachine } from '@atoll/compute-provider/engine/gpu/machine';
import { systemClock } from '@atoll/server-kit/clock';
import { ensureEngine } from '../support/engine.ts';
import { buildGpuImage, ensureBaseImage } from '../support/images.ts';
import { startStack } from '../support/stack/start.ts';
import { sellTwoRuns } from './sell-two-runs.ts';
import { withGpu } from './with-gpu.ts';

const log = (line: string) => console.log(`  ${line}`);
const print = (label: string, value: string) => console.log(`${label.padEnd(22)} ${value}`);

/** Looked for before an engine is started: without a device nothing is installed and nothing begins. */
async function findAny(): Promise<string | undefined> {
  const engine = {
    runtimes: ['nvidia'],
    cdiDevices: [],
    runtime: { name: 'runc', version: '', args: [] },
    runscPath: 'runsc',
  };
  const { devices, passedOver } = await detectGpus(localMachine(), { engine });
  if (devices.length > 0) return undefined;
  const why = passedOver.length === 0 ? '' : ` (${passedOver.join('; ')})`;
  return `No NVIDIA GPU that a job could be given was found on this machine${why}, so nothing was run.`;
}

async function checkDevice(engine: Engine, device: GpuDevice, input: { socketPath: string; base: string }) {
  const stack = await startStack({
    socketPath: input.socketPath,
    runtime: 'runc',
    providerVariables: (variables) => Promise.resolve(withGpu(variables, device, input.base)),
  });
  try {
    const image = await buildGpuImage({ socketPath: input.socketPath }, { log });
    const started = performance.now();
    const { first, second, passed } = await sellTwoRuns(stack, {
      socketPath: input.socketPath,
      image,
      patterns: [randomInt(2 ** 31, 2 ** 32), randomInt(2 ** 31, 2 ** 32)],
    });
    for (const [label, run] of [
      ['first run', first],
      ['second run', second],
    ] as const) {
      const { device: name, memoryBytes, bytesFilled, patternsFound, bytesSearched } = run.result;
      print(
        label,
        `${name}, ${memoryBytes} bytes, ${run.usage.wallSeconds} s, ${run.usage.gpuSeconds} GPU seconds charged to usage`,
      );
      print('  filled', `${bytesFilled} bytes`);
      print('  found of the other', `${patternsFound} patterns in ${bytesSearched} bytes that it looked at`);
      print(
        '  cleared after it',
        run.cleared === null
          ? 'NOT KNOWN TO BE'
          : `${run.cleared.bytes} bytes, ${run.cleared.checkedBytes} read back`,
      );
    }
    print('both sales took', `${((performance.now() - started) / 1000).toFixed(1)} s`);
    return passed;
  } finally {
    await stack.stop();
    const clearing = await engine.clearGpu(device);
    print(
      'cleared once more',
      `${clearing.bytes} bytes in ${clearing.seconds} s, ${clearing.checkedBytes} read back`,
    );
  }
}

async function main(): Promise<number> {
  const none = await findAny();
  if (none !== undefined) {
    console.log(none);
    return 2;
  }
  const lease = await ensureEngine({ log });
  const folder = await mkdtemp(join(tmpdir(), 'atoll-gpu-check-'));
  try {
    const base = await ensureBaseImage(lease, { log });
    const engine = await createDockerEngine({
      socketPath: lease.socketPath,
      providerId: `gpu-check-${process.pid}`,
      imageDirectory: folder,
      clock: systemClock,
      runtime: 'runc',
      gpus: { machine: localMachine(), checkImage: base },
    });
    const { name, version, runtime, runtimeVersion, gpus, gpuAccess } = await engine.describe();
    const [device] = gpus;
    if (device === undefined) {
      console.log('The container engine of this machine can give jobs no GPU, so nothing was run.');
      return 2;
    }
    print('device', `${device.model}, ${device.memoryBytes} bytes, ${device.uuid}`);
    print('engine', `${name} ${version}, ${runtime} ${runtimeVersion}`);
    print('given by', gpuAccess ?? 'nothing');
    const passed = await checkDevice(engine, device, { socketPath: lease.socketPath, base });
    console.log(passed ? 'The whole flow passed.' : 'The flow failed: see what was found above.');
    return passed ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
    await lease.stop();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
