import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@atoll/server-kit/clock';
import { type EngineLease, ensureEngine } from '@atoll/tests/support/engine';
import { buildExampleImage, buildMisbehavingImage } from '@atoll/tests/support/images';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Engine, type RunEnd, type RunSpecification } from '../engine.ts';
import { OutputTooLarge, OutputsLost, RunExists } from '../errors.ts';
import { createDockerEngine } from './create-engine.ts';

const log = (line: string): void => console.log(line);
const dataset = new URL('../../../../../examples/breast-cancer/data', import.meta.url).pathname;

let lease: EngineLease;
let engine: Engine;
let folder: string;
let trainingImage: string;
let misbehavingImage: string;
let jobs = 0;

beforeAll(async () => {
  lease = await ensureEngine({ log });
  trainingImage = await buildExampleImage(lease, { log });
  misbehavingImage = await buildMisbehavingImage(lease, { log });
  folder = await mkdtemp(join(tmpdir(), 'atoll-engine-test-'));
  engine = await createDockerEngine({
    socketPath: lease.socketPath,
    providerId: `test-${process.pid}`,
    imageDirectory: join(folder, 'images'),
    clock: systemClock,
  });
}, 300_000);

afterAll(async () => {
  const left = await engine.list();
  await Promise.all(left.map(({ jobId }) => engine.destroy(jobId)));
  await rm(folder, { recursive: true, force: true });
  await lease.stop();
  expect(left).toEqual([]);
});

/** A specification of its own for each test, as small as its algorithm allows. */
async function specify(
  act: string,
  changes: { limits?: Partial<RunSpecification['limits']>; environment?: Record<string, string> } = {},
): Promise<RunSpecification> {
  jobs += 1;
  const jobId = `job-${process.pid}-${jobs}`;
  const jobFolder = join(folder, jobId);
  await mkdir(join(jobFolder, 'input'), { recursive: true });
  await writeFile(join(jobFolder, 'input', 'rows.csv'), 'a,b\n1,2\n');
  await writeFile(join(jobFolder, 'parameters.json'), '{"seed":7}');
  return {
    jobId,
    imageId: misbehavingImage,
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
}

interface Left {
  path: string;
  type: string;
  text: string;
}

/** Runs to the end, reads what was left, destroys. */
async function runThrough(
  specification: RunSpecification,
): Promise<{ end: RunEnd; left: Left[]; log: string }> {
  try {
    const handle = await engine.run(specification);
    const end = await handle.end;
    const left = await readAll(specification.jobId);
    const printed = await engine.logs(specification.jobId, { maxBytes: 1 << 20 });
    return { end, left, log: Buffer.from(printed).toString() };
  } finally {
    await engine.destroy(specification.jobId);
  }
}

async function readAll(jobId: string, bounds = { maxEntries: 100, maxBytes: 4 << 20 }): Promise<Left[]> {
  const left: Left[] = [];
  for await (const { path, type, content } of engine.collect(jobId, bounds)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) chunks.push(chunk);
    left.push({ path, type, text: Buffer.concat(chunks).toString() });
  }
  return left.sort((a, b) => a.path.localeCompare(b.path));
}

describe('an engine that is asked what it is', () => {
  it('names itself, its runtime and what it has', async () => {
    const description = await engine.describe();
    expect(description).toMatchObject({ name: 'docker', gpus: [] });
    expect(description.runtimeVersion).toMatch(/\d/);
    expect(description.cpus).toBeGreaterThan(0);
  });
});

describe('a well-behaved algorithm', () => {
  it('trains on the dataset and leaves its two outputs', async () => {
    const specification = await specify('ok', { limits: { memoryBytes: 512 << 20 } });
    await writeFile(
      specification.parametersFile,
      JSON.stringify({ testFraction: 0.25, regularization: 1, seed: 42 }),
    );
    const {
      end,
      left,
      log: printed,
    } = await runThrough({
      ...specification,
      imageId: trainingImage,
      entrypoint: ['/usr/bin/python3', '-B', '/algorithm/train.py'],
      inputs: [dataset],
    });
    expect({ outcome: end.outcome, printed }).toMatchObject({ outcome: { kind: 'exited', code: 0 } });
    expect(left.map(({ path }) => path)).toEqual(['metrics.json', 'model.onnx']);
    const metrics = z
      .object({ accuracy: z.number(), onnxMaxAbsoluteDifference: z.number() })
      .parse(JSON.parse(left[0]?.text ?? ''));
    expect(metrics.accuracy).toBeGreaterThan(0.93);
    expect(metrics.onnxMaxAbsoluteDifference).toBeLessThan(1e-4);
    expect(end.usage.wallSeconds).toBeGreaterThan(0.1);
    expect(end.usage.cpuSeconds).toBeGreaterThan(0);
    expect(end.usage.peakMemoryBytes).toBeGreaterThan(1 << 20);
  });

  it('receives its parameters and inputs, and leaves nothing in the engine', async () => {
    const specification = await specify('echo');
    const { end, left } = await runThrough(specification);
    expect(end.outcome).toEqual({ kind: 'exited', code: 0 });
    expect(JSON.parse(left[0]?.text ?? '')).toEqual({
      parameters: { seed: 7 },
      inputs: { '/atoll/inputs/0/rows.csv': 'a,b\n1,2\n' },
    });
    expect((await engine.list()).filter(({ jobId }) => jobId === specification.jobId)).toEqual([]);
    expect(await engine.observe(specification.jobId)).toEqual({ kind: 'absent' });
  });
});

describe('the sandbox seen from inside', () => {
  const Facts = z.object({
    interfaces: z.array(z.string()),
    routes: z.array(z.string()),
    connect: z.string(),
    resolve: z.string(),
    writeRoot: z.string(),
    writeInput: z.string(),
    writeParameters: z.string(),
    executeScratch: z.string(),
    uid: z.number(),
    gid: z.number(),
    groups: z.array(z.number()),
    capabilities: z.array(z.string()),
    noNewPrivileges: z.string(),
    seccomp: z.string(),
    environment: z.record(z.string(), z.string()),
    workingDirectory: z.string(),
    mounts: z.array(z.tuple([z.string(), z.string(), z.string()])),
    calls: z.record(z.string(), z.string()),
  });
  let facts: z.infer<typeof Facts>;

  beforeAll(async () => {
    const { left } = await runThrough(
      await specify('facts', { environment: { MODE: 'full', LD_PRELOAD: '/x.so', PATH: '/evil' } }),
    );
    facts = Facts.parse(JSON.parse(left[0]?.text ?? ''));
  });

  it('has no network but loopback', () => {
    expect(facts.interfaces).toEqual(['lo']);
    expect(facts.routes).toEqual([]);
    expect(facts.connect).toBe('Network is unreachable');
    expect(facts.resolve).not.toBe('done');
  });

  it('writes to outputs, scratch and shared memory only', () => {
    expect(facts.writeRoot).toBe('Read-only file system');
    expect(facts.writeInput).toBe('Read-only file system');
    expect(facts.writeParameters).toBe('Read-only file system');
    const writable = facts.mounts.filter(
      ([path, type, options]) =>
        /(^|,)rw(,|$)/.test(options) && type !== 'proc' && !/^\/proc|^\/sys/.test(path),
    );
    expect(writable.map(([path]) => path).sort()).toEqual([
      '/atoll/outputs',
      '/atoll/scratch',
      '/dev',
      '/dev/mqueue',
      '/dev/pts',
      '/dev/shm',
    ]);
    for (const path of ['/atoll/outputs', '/atoll/scratch', '/dev/shm']) {
      const options = writable.find(([mounted]) => mounted === path)?.[2].split(',') ?? [];
      expect(options).toEqual(expect.arrayContaining(['nosuid', 'nodev', 'noexec']));
      expect(options.some((option) => option.startsWith('size='))).toBe(true);
    }
  });

  it('runs as nobody, without capabilities, under seccomp', () => {
    expect([facts.uid, facts.gid]).toEqual([65534, 65534]);
    expect(facts.groups.filter((group) => group !== 65534)).toEqual([]);
    expect(new Set(facts.capabilities)).toEqual(new Set(['0000000000000000']));
    expect([facts.noNewPrivileges, facts.seccomp]).toEqual(['1', '2']);
    expect(Object.entries(facts.calls).filter(([, answer]) => answer !== 'Operation not permitted')).toEqual(
      [],
    );
  });

  it('has the variables of manifest and sandbox, and none of the image or the loader', () => {
    // HOSTNAME comes from Docker; LC_CTYPE Python sets for itself.
    const { HOSTNAME: _hostname, LC_CTYPE: _language, ...environment } = facts.environment;
    expect(environment).toEqual({
      MODE: 'full',
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: '/atoll/scratch',
      TMPDIR: '/atoll/scratch',
    });
    expect(facts.workingDirectory).toBe('/');
  });
});

describe('an algorithm that misbehaves', () => {
  it('is reported with its exit code', async () => {
    const { end, log: printed } = await runThrough(await specify('exit_code'));
    expect(end.outcome).toEqual({ kind: 'exited', code: 3 });
    expect(printed).toContain('about to fail');
  });

  it('is reported as not startable when its entrypoint is missing', async () => {
    const specification = await specify('ok');
    const { end } = await runThrough({ ...specification, entrypoint: ['/no/such/program'] });
    expect(end.outcome).toEqual({ kind: 'exited', code: 127 });
  });

  it('is ended when it takes more memory than it may', async () => {
    const { end } = await runThrough(await specify('memory', { limits: { memoryBytes: 64 << 20 } }));
    expect(end.outcome).toEqual({ kind: 'out_of_memory' });
  });

  it('is ended at its time limit, signals or not', async () => {
    for (const act of ['loop', 'ignore_signals']) {
      const { end } = await runThrough(await specify(act, { limits: { wallSeconds: 1 } }));
      expect(end.outcome).toEqual({ kind: 'timed_out' });
      expect(end.usage.wallSeconds).toBeGreaterThanOrEqual(1);
      expect(end.usage.wallSeconds).toBeLessThan(2);
    }
  });

  it('leaves nothing when it writes nothing', async () => {
    const { end, left } = await runThrough(await specify('nothing'));
    expect(end.outcome).toEqual({ kind: 'exited', code: 0 });
    expect(left).toEqual([]);
  });

  it('has what it did not declare listed like everything else', async () => {
    const { left } = await runThrough(await specify('undeclared'));
    expect(left.map(({ path, type }) => `${type} ${path}`)).toEqual([
      'file extra.bin',
      'directory folder',
      'file folder/inside.txt',
      'file result.json',
    ]);
  });

  it('cannot write more than the volume holds', async () => {
    const { end, left } = await runThrough(await specify('too_big'));
    expect(end.outcome).toEqual({ kind: 'exited', code: 0 });
    expect(left[0]?.text.length).toBeLessThanOrEqual(1 << 20);
  });

  it('cannot make more files than the volume holds', async () => {
    const { end, left } = await runThrough(await specify('many_files'));
    expect(end.outcome).toEqual({ kind: 'exited', code: 0 });
    expect(left.length).toBe(16);
  });

  it('has links and pipes listed as what they are, without what they point to', async () => {
    const { left } = await runThrough(await specify('links'));
    const types = Object.fromEntries(left.map(({ path, type }) => [path, type]));
    expect(types).toMatchObject({ pipe: 'other', 'result.json': 'symlink' });
    // One file under two names: the first is a file, the second a link to it.
    expect([types['hard.txt'], types['real.txt']].sort()).toEqual(['file', 'other']);
    expect(left.filter(({ type }) => type === 'file')).toHaveLength(1);
    expect(left.find(({ path }) => path === 'result.json')?.text).toBe('');
  });

  it('cannot have more processes than allowed', async () => {
    const { end, left } = await runThrough(await specify('fork_bomb'));
    expect(end.outcome).toEqual({ kind: 'exited', code: 0 });
    expect(z.object({ children: z.number() }).parse(JSON.parse(left[0]?.text ?? '')).children).toBeLessThan(
      32,
    );
  });

  it('has its log capped', async () => {
    const { end, log: printed } = await runThrough(await specify('logs'));
    expect(end.outcome).toEqual({ kind: 'exited', code: 0 });
    expect(printed.length).toBeGreaterThan(16 << 10);
    expect(printed.length).toBeLessThanOrEqual(64 << 10);
  });
});

describe('a run under way', () => {
  it('refuses a second run of the same job and leaves the first alone', async () => {
    const specification = await specify('loop');
    const { end } = await engine.run(specification);
    await expect(engine.run(specification)).rejects.toThrow(RunExists);
    expect(await engine.observe(specification.jobId)).toMatchObject({ kind: 'running' });
    await engine.destroy(specification.jobId);
    await end;
  });

  it('is taken up again after a restart and ended at its limit', async () => {
    const specification = await specify('loop', { limits: { wallSeconds: 600 } });
    const first = await engine.run(specification);
    const second = await engine.resume(specification.jobId, { wallSeconds: 1 });
    expect((await second.end).outcome).toEqual({ kind: 'timed_out' });
    expect((await first.end).outcome).toEqual({ kind: 'timed_out' });
    expect(await engine.observe(specification.jobId)).toMatchObject({
      kind: 'ended',
      end: { outcome: { kind: 'timed_out' } },
    });
    await engine.destroy(specification.jobId);
  });

  it('is lost when it is destroyed under its watcher, and destroying again is harmless', async () => {
    const specification = await specify('loop');
    const handle = await engine.run(specification);
    await engine.destroy(specification.jobId);
    await engine.destroy(specification.jobId);
    expect((await handle.end).outcome).toEqual({ kind: 'lost' });
  });
});

describe('a run whose holder went down', () => {
  it('is lost, and so are its outputs, even where the holder is started again', async () => {
    const docker = new Docker({ socketPath: lease.socketPath });
    const specification = await specify('ok');
    await (
      await engine.run(specification)
    ).end;
    const holder = (await engine.list()).find(
      ({ kind, jobId }) => kind === 'holder' && jobId === specification.jobId,
    );
    await docker.getContainer(holder?.id ?? '').kill();
    await docker.getContainer(holder?.id ?? '').start();
    expect(await engine.observe(specification.jobId)).toMatchObject({ end: { outcome: { kind: 'lost' } } });
    await expect(readAll(specification.jobId)).rejects.toThrow(OutputsLost);
    await engine.destroy(specification.jobId);
  });
});

describe('a job that was timed out', () => {
  it('is not run again before it was destroyed', async () => {
    const specification = await specify('loop', { limits: { wallSeconds: 0.2 } });
    expect((await (await engine.run(specification)).end).outcome).toEqual({ kind: 'timed_out' });
    await expect(engine.run(specification)).rejects.toThrow(RunExists);
    await engine.destroy(specification.jobId);
  });
});

describe('collecting', () => {
  it('stops at its bounds', async () => {
    const specification = await specify('undeclared');
    await (
      await engine.run(specification)
    ).end;
    await expect(readAll(specification.jobId, { maxEntries: 3, maxBytes: 1 << 20 })).rejects.toThrow(
      OutputTooLarge,
    );
    await expect(readAll(specification.jobId, { maxEntries: 10, maxBytes: 100 })).rejects.toThrow(
      OutputTooLarge,
    );
    expect(await readAll(specification.jobId)).toHaveLength(4);
    await engine.destroy(specification.jobId);
  });
});
