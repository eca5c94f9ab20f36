import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@atoll/server-kit/clock';
import { type EngineLease, ensureEngine } from '@atoll/tests/support/engine';
import { buildExampleImage, buildMisbehavingImage } from '@atoll/tests/support/images';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Engine, RunEnd, RunSpecification } from '../engine.ts';
import { createDockerEngine } from './create-engine.ts';
import type { RuntimeChoice } from '../runtime-choice.ts';

/* What the tests of this folder share: an adapter on a real engine, runs as small as their algorithm allows, a leak check. */

const log = (line: string): void => console.log(line);

export interface Left {
  path: string;
  type: string;
  text: string;
}

export interface EngineFixture {
  readonly engine: Engine;
  readonly lease: EngineLease;
  readonly trainingImage: string;
  /** A specification of its own for each run, of an algorithm of tests/support/algorithms/misbehave.py. */
  specify(
    act: string,
    changes?: { limits?: Partial<RunSpecification['limits']>; environment?: Record<string, string> },
  ): Promise<RunSpecification>;
  /** Runs to the end, reads what was left, destroys. */
  runThrough(specification: RunSpecification): Promise<{ end: RunEnd; left: Left[]; log: string }>;
  readAll(jobId: string, bounds?: { maxEntries: number; maxBytes: number }): Promise<Left[]>;
}

/**
 * The runtimes under which the sandbox is tested here, runc and gVisor, each with whether it can be: gVisor where the engine has one that
 * runs the sandbox. Why it cannot is printed, for its tests are skipped then.
 */
export async function testedRuntimes(): Promise<readonly { runtime: 'runc' | 'runsc'; here: boolean }[]> {
  const lease = await ensureEngine({ log });
  // Held to the end of the file, so that an engine which only this file uses is started once.
  afterAll(() => lease.stop());
  const folder = await mkdtemp(join(tmpdir(), 'atoll-engine-probe-'));
  try {
    const engine = await createDockerEngine({
      socketPath: lease.socketPath,
      providerId: `test-probe-${process.pid}`,
      imageDirectory: folder,
      clock: systemClock,
    });
    const { runtime, refusedGvisor } = await engine.describe();
    const here = runtime === 'runsc';
    if (!here) log(`skipped under gVisor: ${refusedGvisor ?? 'the engine has no runtime runsc'}`);
    return [
      { runtime: 'runc', here: true },
      { runtime: 'runsc', here },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Registers the set-up and the tear-down of a test file, or of a group of tests that has the engine to itself. The tear-down fails when a
 * test has left something in the engine.
 */
export function useEngine(name: string, runtime: RuntimeChoice = 'runc'): EngineFixture {
  let ready:
    | { engine: Engine; lease: EngineLease; trainingImage: string; misbehavingImage: string; folder: string }
    | undefined;
  const now = (): NonNullable<typeof ready> => {
    if (!ready) throw new Error('the engine is set up before the first test');
    return ready;
  };
  let jobs = 0;

  beforeAll(async () => {
    const lease = await ensureEngine({ log });
    const trainingImage = await buildExampleImage(lease, { log });
    const misbehavingImage = await buildMisbehavingImage(lease, { log });
    const folder = await mkdtemp(join(tmpdir(), 'atoll-engine-test-'));
    const engine = await createDockerEngine({
      socketPath: lease.socketPath,
      providerId: `test-${name}-${process.pid}`,
      imageDirectory: join(folder, 'images'),
      clock: systemClock,
      runtime,
    });
    ready = { engine, lease, trainingImage, misbehavingImage, folder };
  }, 300_000);

  afterAll(async () => {
    const { engine, lease, folder } = now();
    const left = await engine.list();
    await Promise.all(left.map(({ jobId }) => engine.destroy(jobId)));
    await rm(folder, { recursive: true, force: true });
    await lease.stop();
    expect(left).toEqual([]);
  });

  const fixture: EngineFixture = {
    get engine() {
      return now().engine;
    },
    get lease() {
      return now().lease;
    },
    get trainingImage() {
      return now().trainingImage;
    },

    async specify(act, changes = {}) {
      jobs += 1;
      const jobId = `job-${name}-${process.pid}-${jobs}`;
      const jobFolder = join(now().folder, jobId);
      await mkdir(join(jobFolder, 'input'), { recursive: true });
      await writeFile(join(jobFolder, 'input', 'rows.csv'), 'a,b\n1,2\n');
      await writeFile(join(jobFolder, 'parameters.json'), '{"seed":7}');
      // Anyone may write there by its mode: what keeps the algorithm from it is the mount.
      await chmod(join(jobFolder, 'input'), 0o777);
      await chmod(join(jobFolder, 'parameters.json'), 0o666);
      return {
        jobId,
        imageId: now().misbehavingImage,
        entrypoint: ['/usr/bin/python3', '-B', '/algorithm/misbehave.py', act],
        workingDirectory: '/',
        environment: changes.environment ?? {},
        inputs: [join(jobFolder, 'input')],
        parametersFile: join(jobFolder, 'parameters.json'),
        limits: {
          cpus: 1,
          memoryBytes: 256 << 20,
          pids: 32,
          outputBytes: 1 << 20,
          outputEntries: 16,
          scratchBytes: 8 << 20,
          openFiles: 256,
          logBytes: 64 << 10,
          wallSeconds: 20,
          ...changes.limits,
        },
      };
    },

    async runThrough(specification) {
      const { engine } = now();
      try {
        const handle = await engine.run(specification);
        const end = await handle.end;
        const left = await fixture.readAll(specification.jobId);
        const printed = await engine.logs(specification.jobId, { maxBytes: 1 << 20 });
        return { end, left, log: Buffer.from(printed).toString() };
      } finally {
        await engine.destroy(specification.jobId);
      }
    },

    async readAll(jobId, bounds = { maxEntries: 100, maxBytes: 4 << 20 }) {
      const left: Left[] = [];
      for await (const { path, type, content } of now().engine.collect(jobId, bounds)) {
        const chunks: Uint8Array[] = [];
        for await (const chunk of content) chunks.push(chunk);
        left.push({ path, type, text: Buffer.concat(chunks).toString() });
      }
      return left.sort((a, b) => a.path.localeCompare(b.path));
    },
  };
  return fixture;
}
