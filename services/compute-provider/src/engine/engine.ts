import type { OciImage } from '@atoll/schemas/metadata/image';

/*
 * What the provider asks of a container engine. A job has one run at a time, known by its job id:
 *
 *   prepare → run → (observe) → collect → destroy
 *
 * `run` creates everything and starts it; `collect` reads the outputs after the end; `destroy` leaves nothing. Every object
 * that an engine makes carries the provider's and the job's id, so that `list` finds what a crash has left.
 */

/** A GPU of this machine. */
export interface GpuDevice {
  /** NVIDIA's: `GPU-` and 32 hexadecimal digits in groups. */
  readonly uuid: string;
  readonly model: string;
  readonly memoryBytes: number;
  /** Number of its device node, or its place among the devices where that is not known. */
  readonly index: number;
}

/** What clearing the memory of a GPU came to. */
export interface GpuClearing {
  /** Bytes that were written over: all but what the driver keeps for itself and for the program that clears. */
  readonly bytes: number;
  /** Of these, bytes that were read back and found to be zero. */
  readonly checkedBytes: number;
  readonly seconds: number;
}

/** How a job gets its GPUs: NVIDIA's container toolkit, the engine's device interface, or plain nodes and the driver's libraries. */
export type GpuAccessKind = 'toolkit' | 'cdi' | 'device_nodes';

/** What runs jobs here, as offers and receipts name it. */
export interface EngineDescription {
  /** E.g. `docker`. */
  name: string;
  version: string;
  /** E.g. `runc` or `runsc`. */
  runtime: string;
  runtimeVersion: string;
  /** Why gVisor, which the engine offers, is not what runs jobs; absent where it is used or not offered. */
  refusedGvisor?: string;
  cpus: number;
  memoryBytes: number;
  gpus: readonly GpuDevice[];
  /** Absent where there are no GPUs. */
  gpuAccess?: GpuAccessKind;
  /** Why no job with a GPU can be run under this runtime although there are GPUs; absent where it can. */
  gpuRefused?: string;
}

/** An image that the engine has and that was checked against its digests. */
export interface PreparedImage {
  /** What `run` takes. The config digest, or on an engine with containerd's image store the manifest digest there. */
  imageId: string;
  manifestDigest: string;
  configDigest: string;
}

/** Everything about one run. Sizes in bytes. */
export interface RunSpecification {
  /** Letters, digits, `-`, `_` and `.` only; 0x and 64 hex digits for an order's job. */
  jobId: string;
  imageId: string;
  /** Absolute path of the program and its arguments, from the approved manifest; what the image says of itself is ignored. */
  entrypoint: readonly string[];
  workingDirectory: string;
  /** From the approved manifest. PATH, HOME and TMPDIR are the sandbox's own. */
  environment: Readonly<Record<string, string>>;
  /** Folders on this machine, mounted read-only at /atoll/inputs/0, 1, …; readable by everyone inside them. */
  inputs: readonly string[];
  /** A file on this machine, mounted read-only at /atoll/parameters.json. */
  parametersFile: string;
  /** The model of an ONNX algorithm: a file on this machine, mounted read-only at /atoll/model.onnx, and the sha-256 of its bytes. */
  model?: { file: string; sha256: string };
  limits: RunLimits;
  /** Devices that the run is given, each as a whole; none where absent. */
  gpus?: readonly GpuDevice[] | undefined;
}

export interface RunLimits {
  cpus: number;
  /** Of the job with its outputs and scratch, which live in memory; no swap beside it. */
  memoryBytes: number;
  pids: number;
  /** Size of /atoll/outputs. */
  outputBytes: number;
  /** Files and folders that /atoll/outputs may hold. */
  outputEntries: number;
  /** Size of /atoll/scratch and again of /dev/shm. */
  scratchBytes: number;
  openFiles: number;
  logBytes: number;
  /** Measured by a monotonic clock from the start of the container. */
  wallSeconds: number;
}

export type RunOutcome =
  | { kind: 'exited'; code: number }
  | { kind: 'out_of_memory' }
  | { kind: 'timed_out' }
  /** The engine or the machine went down under the run; its outputs are gone. */
  | { kind: 'lost' };

/**
 * Seconds of a monotonic clock; seconds of all CPUs together and the most memory, both as they were last seen while it ran: lower
 * bounds, zero for a run that was too short to be looked at.
 */
export interface RunUsage {
  wallSeconds: number;
  cpuSeconds: number;
  peakMemoryBytes: number;
}

export interface RunEnd {
  outcome: RunOutcome;
  usage: RunUsage;
  startedAt: Date;
  endedAt: Date;
}

/** A run under way. Letting go of the handle does not end the run. */
export interface RunHandle {
  jobId: string;
  /** Settles when the run has ended, by itself or at its time limit; rejects with EngineUnavailable when nobody can say. */
  end: Promise<RunEnd>;
}

export type RunObservation =
  | { kind: 'absent' }
  /** Created and never started: a crash came between. Destroy it and run again. */
  | { kind: 'created' }
  | { kind: 'running'; startedAt: Date }
  | { kind: 'ended'; end: RunEnd };

/** One thing that the run left in /atoll/outputs. Names are the algorithm's own: data, not paths to write to. */
export interface OutputEntry {
  /** Relative to /atoll/outputs, with `/` between parts; no part is empty, `.` or `..`. */
  path: string;
  type: 'file' | 'directory' | 'symlink' | 'other';
  size: number;
  /** Bytes of a file, to be read before the next entry is asked for; empty for everything else. */
  content: AsyncIterable<Uint8Array>;
}

/** Something that the engine still holds for this provider. */
export interface EngineObject {
  kind: 'run' | 'holder' | 'volume';
  id: string;
  jobId: string;
}

/** Fetches the bytes of an IPFS file; verification against the CID is the storage's, against the digest the engine's. */
export type GetFile = (
  cid: string,
  options: { maxBytes: number; offset?: number | undefined; signal?: AbortSignal | undefined },
) => AsyncIterable<Uint8Array>;

/** Asks a registry for a manifest or a blob by digest. `offset` in the answer is 0 where the registry cannot begin elsewhere. */
export type GetFromRegistry = (asked: {
  /** E.g. `registry.example/team/algorithm`. */
  repository: string;
  kind: 'manifests' | 'blobs';
  digest: string;
  offset?: number | undefined;
  maxBytes: number;
  signal?: AbortSignal | undefined;
}) => Promise<{ offset: number; content: AsyncIterable<Uint8Array> }>;

export interface PrepareOptions {
  getFile: GetFile;
  /** Absent where images come from IPFS only. */
  getFromRegistry?: GetFromRegistry | undefined;
  /** Most bytes that manifest, config and layers may have together, packed and unpacked. */
  maxBytes: number;
  signal?: AbortSignal | undefined;
}

/** A container engine. Every method rejects with EngineUnavailable (retryable) when the engine does not answer. */
export interface Engine {
  describe(): Promise<EngineDescription>;
  /** Everything that bounds such a run, seccomp filter included, and nothing that names it or this machine's paths: receipts digest it. */
  sandbox(specification: RunSpecification): Promise<Readonly<Record<string, unknown>>>;
  /**
   * Brings an image into the engine, verified from the manifest's digest down, and checks that it can be run here.
   * @throws ImageUnavailable when its blobs or registry cannot be read, ImageInvalid when it is not what its digests say
   */
  prepare(image: OciImage, options: PrepareOptions): Promise<PreparedImage>;
  /**
   * Looks for an image that the engine has, by its id, and checks that it can be run here.
   * @throws ImageUnavailable where it is not there, ImageInvalid where it is not one that runs
   */
  find(imageId: string): Promise<PreparedImage>;
  /** @throws RunExists when the job has a run already: observe or destroy it */
  run(specification: RunSpecification): Promise<RunHandle>;
  /**
   * Takes up a run again after a restart of the provider; its time limit counts from the run's start. One that has ended meanwhile took as
   * long as it ran, however late it is taken up.
   */
  resume(jobId: string, limits: { wallSeconds: number }): Promise<RunHandle>;
  observe(jobId: string): Promise<RunObservation>;
  /** @throws OutputTooLarge above the bounds, OutputsLost when the outputs are gone */
  collect(jobId: string, bounds: { maxEntries: number; maxBytes: number }): AsyncIterable<OutputEntry>;
  /** The last `maxBytes` at most of what the run printed; for the data owner's eyes. */
  logs(jobId: string, options: { maxBytes: number }): Promise<Uint8Array>;
  /** Ends the run if it runs, and leaves no container and no volume. No error when there is nothing. */
  destroy(jobId: string): Promise<void>;
  list(): Promise<EngineObject[]>;
  /**
   * Writes over all memory of a GPU that no run holds, and checks that nothing is left.
   * @throws GpuNotCleared where it could not be done: the device must be given to nobody
   */
  clearGpu(device: GpuDevice): Promise<GpuClearing>;
}
