import type {
  Engine,
  EngineObject,
  GpuDevice,
  OutputEntry,
  PreparedImage,
  RunEnd,
  RunOutcome,
  RunSpecification,
} from '../src/engine/engine.ts';
import {
  GpuMissing,
  GpuNotCleared,
  ImageUnavailable,
  OutputsLost,
  OutputTooLarge,
  RunExists,
} from '../src/engine/errors.ts';

/** What a run of the fake does, decided by the test. */
export interface Behaviour {
  readonly outcome?: RunOutcome;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Other things than files, by name. */
  readonly oddities?: Readonly<Record<string, OutputEntry['type']>>;
  readonly wallSeconds?: number;
  /** The run ends when this does. */
  readonly until?: Promise<unknown>;
}

interface FakeRun {
  readonly specification: RunSpecification;
  readonly behaviour: Behaviour;
  readonly startedAt: Date;
  readonly end: Promise<RunEnd>;
  ended: RunEnd | undefined;
}

export interface FakeEngine extends Engine {
  /** What the next runs do. */
  behave(behaviour: Behaviour): void;
  /** Specifications of every run that was started, oldest first. */
  readonly started: RunSpecification[];
  /** The engine restarts: runs and their outputs are gone. */
  restart(): void;
  /** Another runtime is what the next runs are started with. */
  useRuntime(runtime: string): void;
  /** The machine has these GPUs from now on. */
  haveGpus(gpus: readonly GpuDevice[], refused?: string): void;
  /** What clearing a device does from now on, beside being noted; it succeeds unless said otherwise. */
  onClear(act: (device: GpuDevice) => Promise<void>): void;
  /** What destroying a run waits for from now on; nothing unless said otherwise. */
  onDestroy(act: (jobId: string) => Promise<void>): void;
  /** UUIDs of devices that were cleared, oldest first. */
  readonly cleared: string[];
  /** Images can no longer be had. */
  forgetImages(): void;
}

const imageId = `sha256:${'ab'.repeat(32)}`;

/** Lets the seconds that a run is said to have taken pass on the chain, which charges them only once they have. */
type PassTime = (seconds: number) => Promise<unknown>;

/**
 * An engine in memory that outlives the provider, as a real one does.
 *
 * @param options.gpus of its machine; none unless given
 * @param options.passTime called as each run ends; time passes by itself unless given
 */
export function createFakeEngine(
  options: { gpus?: readonly GpuDevice[]; passTime?: PassTime } = {},
): FakeEngine {
  const runs = new Map<string, FakeRun>();
  const started: RunSpecification[] = [];
  let behaviour: Behaviour = {};
  let hasImages = true;
  let runtime = 'fake';
  let onDestroy = (_jobId: string): Promise<void> => Promise.resolve();
  const gpus = createFakeGpus(runs, options.gpus ?? []);

  const run = (specification: RunSpecification): FakeRun => {
    const startedAt = new Date();
    const own = behaviour;
    const end = endOf(own, startedAt, options.passTime);
    const entry: FakeRun = { specification, behaviour: own, startedAt, end, ended: undefined };
    void end.then((ended) => (entry.ended = ended));
    return entry;
  };

  return {
    started,
    behave: (next) => (behaviour = next),
    restart: () => runs.clear(),
    useRuntime: (next) => (runtime = next),
    ...gpus.controls,
    forgetImages: () => (hasImages = false),
    describe: () =>
      Promise.resolve({
        name: 'fake',
        version: '1',
        runtime,
        runtimeVersion: '1',
        cpus: 8,
        memoryBytes: 2 ** 34,
        ...gpus.described(),
      }),
    sandbox: ({ limits, inputs }) => Promise.resolve({ runtime, limits, inputs: inputs.length }),
    prepare: (image): Promise<PreparedImage> =>
      hasImages
        ? Promise.resolve({ imageId, manifestDigest: image.manifestDigest, configDigest: imageId })
        : Promise.reject(new ImageUnavailable(image.manifestDigest, 'nobody has it')),
    find: (id): Promise<PreparedImage> =>
      hasImages
        ? Promise.resolve({ imageId: id, manifestDigest: id, configDigest: id })
        : Promise.reject(new ImageUnavailable(id, 'the engine does not have it')),
    run: (specification) => {
      if (!hasImages) return Promise.reject(new ImageUnavailable(specification.imageId, 'it is not loaded'));
      const missing = gpus.problemOf(specification);
      if (missing !== undefined) return Promise.reject(missing);
      if (runs.has(specification.jobId)) return Promise.reject(new RunExists(specification.jobId));
      const entry = run(specification);
      started.push(specification);
      runs.set(specification.jobId, entry);
      return Promise.resolve({ jobId: specification.jobId, end: entry.end });
    },
    resume: (jobId) => {
      const entry = runs.get(jobId);
      if (entry === undefined) return Promise.reject(new OutputsLost(jobId));
      return Promise.resolve({ jobId, end: entry.end });
    },
    observe: (jobId) => {
      const entry = runs.get(jobId);
      if (entry === undefined) return Promise.resolve({ kind: 'absent' });
      return Promise.resolve(
        entry.ended === undefined
          ? { kind: 'running', startedAt: entry.startedAt }
          : { kind: 'ended', end: entry.ended },
      );
    },
    async *collect(jobId, { maxBytes }) {
      const entry = runs.get(jobId);
      if (entry === undefined) throw new OutputsLost(jobId);
      let total = 0;
      for (const [path, type] of Object.entries(entry.behaviour.oddities ?? {}))
        yield { path, type, size: 0, content: chunks() };
      for (const [path, content] of Object.entries(entry.behaviour.files ?? {})) {
        const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
        total += bytes.byteLength;
        if (total > maxBytes) throw new OutputTooLarge('bytes', maxBytes);
        yield { path, type: 'file', size: bytes.byteLength, content: chunks(bytes) };
      }
    },
    logs: () => Promise.resolve(new TextEncoder().encode('a line of the algorithm\n')),
    onDestroy: (act) => (onDestroy = act),
    destroy: async (jobId) => {
      if (runs.has(jobId)) await onDestroy(jobId);
      runs.delete(jobId);
    },
    clearGpu: gpus.clear,
    list: () =>
      Promise.resolve([...runs.keys()].map((jobId): EngineObject => ({ kind: 'run', id: jobId, jobId }))),
  };
}

async function endOf(
  { until, outcome = { kind: 'exited', code: 0 }, wallSeconds = 0.5 }: Behaviour,
  startedAt: Date,
  passTime?: PassTime,
): Promise<RunEnd> {
  await until;
  await passTime?.(wallSeconds);
  const usage = { wallSeconds, cpuSeconds: 0.4, peakMemoryBytes: 1 << 20 };
  return { outcome, usage, startedAt, endedAt: new Date() };
}

/** Devices of the fake's machine; giving one to two runs at once is a fault that the test sees. */
function createFakeGpus(runs: ReadonlyMap<string, FakeRun>, given: readonly GpuDevice[]) {
  let gpus = given;
  let refused: string | undefined;
  let onClear = (_device: GpuDevice): Promise<void> => Promise.resolve();
  const cleared: string[] = [];
  const isHeld = (uuid: string) =>
    [...runs.values()].some(
      ({ ended, specification }) =>
        ended === undefined && specification.gpus?.some((each) => each.uuid === uuid) === true,
    );
  return {
    controls: {
      haveGpus: (next: readonly GpuDevice[], reason?: string) => {
        gpus = next;
        refused = reason;
      },
      onClear: (act: typeof onClear) => (onClear = act),
      cleared,
    },
    described: () => ({
      gpus,
      ...(gpus.length === 0 ? {} : { gpuAccess: 'device_nodes' as const }),
      ...(refused === undefined ? {} : { gpuRefused: refused }),
    }),
    problemOf: (specification: RunSpecification): Error | undefined => {
      const wanted = (specification.gpus ?? []).map(({ uuid }) => uuid);
      const missing = wanted.find((uuid) => !gpus.some((each) => each.uuid === uuid));
      if (missing !== undefined) return new GpuMissing(`${missing} is gone`);
      return wanted.some(isHeld) ? new Error('a GPU is given to two runs') : undefined;
    },
    clear: async (device: GpuDevice) => {
      if (isHeld(device.uuid)) throw new GpuNotCleared(device.uuid, 'a run holds it');
      await onClear(device);
      cleared.push(device.uuid);
      return { bytes: device.memoryBytes - 1, checkedBytes: 1024, seconds: 0.1 };
    },
  };
}

async function* chunks(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield await Promise.resolve(part);
}
