import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '@atoll/server-kit/clock';
import { ensureEngine } from '@atoll/tests/support/engine';
import { fakeDriverMissing, fakeGpu, makeFakeDriver } from '@atoll/tests/support/gpu/fake-driver';
import { buildGpuImage, ensureBaseImage } from '@atoll/tests/support/images';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { Engine } from '../engine.ts';
import { localMachine } from '../gpu/machine.ts';
import { createDockerEngine } from './create-engine.ts';
import { judge } from './clear-gpu.ts';

const missing = await fakeDriverMissing();
if (missing !== undefined) console.log(`skipped: ${missing}`);

describe('what the clearing program says', () => {
  const said = (changes: Record<string, unknown> = {}) =>
    JSON.stringify({
      uuid: fakeGpu.uuid,
      totalBytes: 40 * 2 ** 30,
      clearedBytes: 39.5 * 2 ** 30,
      checkedBytes: 1024,
      seconds: 1,
      ...changes,
    });

  test('is enough where it is of this device, of nearly all of its memory, and was read back', () => {
    expect(judge(fakeGpu, said())).toEqual({ bytes: 39.5 * 2 ** 30, checkedBytes: 1024, seconds: 1 });
  });

  test.each([
    ['another device', said({ uuid: 'GPU-0' }), /saw GPU-0/],
    ['a part of it', said({ clearedBytes: 30 * 2 ** 30 }), /somebody holds the rest/],
    [
      'less than the device has',
      said({ totalBytes: 2 ** 30, clearedBytes: 2 ** 30 }),
      /somebody holds the rest/,
    ],
    ['nothing read back', said({ checkedBytes: 0 }), /nothing was read back/],
    ['nothing', '', /the program said/],
    ['something else', '{"uuid": 1}\u001b[2J', /the program said/],
  ])('is not where it is %s', (_what, text, reason) => {
    expect(() => judge(fakeGpu, text)).toThrow(reason);
  });
});

/* Real containers on a driver that keeps its memory in ordinary memory: everything but the device itself. */
describe.runIf(missing === undefined)('clearing the memory of a device', { timeout: 120_000 }, () => {
  let lease: Awaited<ReturnType<typeof ensureEngine>>;
  let base: string;
  beforeAll(async () => {
    lease = await ensureEngine({ log: console.log });
    base = await ensureBaseImage(lease, { log: console.log });
  }, 300_000);
  afterAll(() => lease?.stop());

  async function open(input: {
    fault?: 'FORGETFUL' | 'OCCUPIED';
    holders?: string;
    uuid?: string;
    clock?: Clock;
  }): Promise<{ engine: Engine; folder: string; device: typeof fakeGpu }> {
    const folder = await mkdtemp(join(tmpdir(), 'atoll-fake-gpu-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const { root } = await makeFakeDriver(join(folder, 'machine'), input.fault);
    const device = { ...fakeGpu, uuid: input.uuid ?? fakeGpu.uuid };
    const engine = await createDockerEngine({
      socketPath: lease.socketPath,
      providerId: `test-gpu-${process.pid}`,
      imageDirectory: join(folder, 'images'),
      clock: input.clock ?? systemClock,
      runtime: 'runc',
      gpus: {
        machine: { ...localMachine(), root, smi: () => Promise.resolve(input.holders) },
        stated: [device],
        checkImage: base,
      },
    });
    return { engine, folder, device };
  }

  test('writes over all that can be had, reads it back, and leaves no container and no file', async () => {
    const { engine, folder, device } = await open({ holders: '' });
    expect(await engine.describe()).toMatchObject({ gpus: [device], gpuAccess: 'device_nodes' });
    const { bytes, checkedBytes } = await engine.clearGpu(device);
    expect(bytes).toBe(39.5 * 2 ** 30);
    expect(checkedBytes).toBeGreaterThan(39 * 5 * 2 ** 16);
    expect(await engine.list()).toEqual([]);
    expect(await readdir(join(folder, 'images', 'gpus'))).toEqual([]);
  });

  test('is refused where memory does not keep what is written, where somebody has it, and where it is another device', async () => {
    const forgetful = await open({ fault: 'FORGETFUL' });
    await expect(forgetful.engine.clearGpu(forgetful.device)).rejects.toThrow(/holds something else/);
    const occupied = await open({ fault: 'OCCUPIED' });
    await expect(occupied.engine.clearGpu(occupied.device)).rejects.toThrow(/somebody holds the rest/);
    const other = await open({ uuid: fakeGpu.uuid.replace('1111', '9999') });
    await expect(other.engine.clearGpu(other.device)).rejects.toThrow(/the device is GPU-11111111/);
    expect(await other.engine.list()).toEqual([]);
  });

  test('is refused while a program of this machine computes on the device', async () => {
    const { engine, device } = await open({
      holders: `${fakeGpu.uuid}, 4711\n`,
      // A hundred times as fast, so that the program is waited for as long as it would be.
      clock: { ...systemClock, monotonic: () => systemClock.monotonic() * 100 },
    });
    await expect(engine.clearGpu(device)).rejects.toThrow(/1 programs of this machine still use it/);
  });

  test('an algorithm that needs nothing but libcuda computes in the sandbox of a run', async () => {
    const { engine, folder, device } = await open({ holders: '' });
    const imageId = await buildGpuImage(lease, { log: console.log });
    const parametersFile = join(folder, 'parameters.json');
    await mkdir(join(folder, 'data'));
    await writeFile(parametersFile, JSON.stringify({ lookFor: 0x5a5a5a5a, leave: 7 }));
    await chmod(parametersFile, 0o444);
    const jobId = `test-gpu-${process.pid}`;
    const { end } = await engine.run({
      jobId,
      imageId,
      entrypoint: ['/usr/bin/python3', '-I', '/algorithm/compute.py'],
      workingDirectory: '/',
      environment: { LD_LIBRARY_PATH: '/evil', CUDA_VISIBLE_DEVICES: '' },
      inputs: [join(folder, 'data')],
      parametersFile,
      gpus: [device],
      limits: {
        cpus: 1,
        memoryBytes: 1 << 30,
        pids: 64,
        outputBytes: 1 << 20,
        outputEntries: 4,
        scratchBytes: 1 << 20,
        openFiles: 1024,
        logBytes: 1 << 16,
        wallSeconds: 60,
      },
    });
    const { outcome } = await end;
    const log = Buffer.from(await engine.logs(jobId, { maxBytes: 4096 })).toString();
    expect([outcome, log]).toEqual([{ kind: 'exited', code: 0 }, '']);
    const outputs: string[] = [];
    for await (const entry of engine.collect(jobId, { maxEntries: 4, maxBytes: 1 << 20 }))
      for await (const chunk of entry.content) outputs.push(Buffer.from(chunk).toString());
    await engine.destroy(jobId);
    const result = z
      .object({ patternsFound: z.int() })
      .loose()
      .parse(JSON.parse(outputs.join('')));
    expect(result).toMatchObject({
      devices: 1,
      device: 'Fake GPU',
      sum: 2 ** 18,
      bytesFilled: 39.5 * 2 ** 30,
    });
    // What was never cleared is found: the search for another tenant's pattern works.
    expect(result.patternsFound).toBeGreaterThan(0);
  });
});
