import { gvisorRuntime } from '@atoll/schemas/environment';
import type Docker from 'dockerode';
import type { RunSpecification } from '../engine.ts';
import type { GpuAccess } from '../gpu/support.ts';
import { giveGpus } from './give-gpus.ts';
import { underGvisor } from './gvisor.ts';
import { labelsOf, outputsName, runName } from './names.ts';

/*
 * The sandbox as values: what Docker is told about a run, derived from the specification and nothing else. Changing a line
 * here changes `sandboxDigest` of receipts.
 */

/** User and group of every run: `nobody`, who owns nothing on this machine. */
export const sandboxUser = 65534;

export const inputsPath = '/atoll/inputs';
export const parametersPath = '/atoll/parameters.json';
export const modelPath = '/atoll/model.onnx';
export const outputsPath = '/atoll/outputs';
export const scratchPath = '/atoll/scratch';

/** Set for every run and not to be changed by a manifest. */
export const fixedEnvironment: Readonly<Record<string, string>> = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: scratchPath,
  TMPDIR: scratchPath,
};

const forbiddenVariables = /^(LD_|NVIDIA_|CUDA_)/;

/** What the sandbox is made with beside the specification. */
export interface Given {
  readonly seccomp: string;
  readonly runtime: string;
  /** How runs get their GPUs; a run that asks for some is refused where absent. */
  readonly gpuAccess?: GpuAccess | undefined;
}

/** Inodes of scratch: enough for caches of a library, too few to exhaust the kernel's memory. */
const scratchEntries = 65_536;

/**
 * The environment of a run: the sandbox's own, then the manifest's. Every variable of the image is removed: Docker merges
 * them otherwise, and takes a name without `=` as an order to remove.
 */
export function environmentOf(
  specification: RunSpecification,
  imageVariables: readonly string[],
  gpuAccess?: GpuAccess,
): string[] {
  const chosen = Object.fromEntries(
    Object.entries(specification.environment).filter(([name]) => !forbiddenVariables.test(name)),
  );
  const variables = { ...chosen, ...fixedEnvironment, ...giveGpus(specification, gpuAccess).environment };
  const names = imageVariables.map((variable) => variable.split('=', 1)[0] ?? '');
  const removed = names.filter((name) => name !== '' && !Object.hasOwn(variables, name));
  return [...Object.entries(variables).map(([name, value]) => `${name}=${value}`), ...new Set(removed)];
}

/** Limits and rights of a run, without what names the job. */
export function hostConfig(specification: RunSpecification, given: Given): Docker.HostConfig {
  const { limits } = specification;
  const gpus = giveGpus(specification, given.gpuAccess);
  const {
    seccomp,
    pids,
    memoryBytes,
    ulimits,
    tmpfs: more,
  } = given.runtime === gvisorRuntime
    ? underGvisor(limits, given.seccomp)
    : {
        seccomp: given.seccomp,
        pids: limits.pids,
        memoryBytes: limits.memoryBytes,
        ulimits: [],
        tmpfs: {},
      };
  const tmpfs = (bytes: number, entries: number): string =>
    `rw,noexec,nosuid,nodev,size=${bytes},nr_inodes=${entries},mode=0700,uid=${sandboxUser},gid=${sandboxUser}`;
  const half = Math.max(4096, Math.floor(limits.logBytes / 2));
  return {
    Runtime: given.runtime,
    NetworkMode: 'none',
    ReadonlyRootfs: true,
    Privileged: false,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges:true', `seccomp=${seccomp}`],
    // Shared memory of its own, capped like scratch; System V and POSIX queues are closed by seccomp.
    IpcMode: 'private',
    ShmSize: Math.max(4096, limits.scratchBytes),
    PidMode: '',
    UTSMode: '',
    PidsLimit: pids,
    Memory: memoryBytes,
    // The sum of memory and swap: none of the latter.
    MemorySwap: memoryBytes,
    NanoCpus: Math.round(limits.cpus * 1e9),
    // The run dies before anything else on the machine does.
    OomScoreAdj: 900,
    // No init of Docker's: the program is pid 1 and is ended by SIGKILL, and a binary less has to be trusted.
    Init: false,
    AutoRemove: false,
    RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
    Ulimits: [
      { Name: 'nofile', Soft: limits.openFiles, Hard: limits.openFiles },
      { Name: 'core', Soft: 0, Hard: 0 },
      // Also bounds holes: a sparse file cannot claim more than the volume holds.
      { Name: 'fsize', ...same(Math.max(limits.outputBytes, limits.scratchBytes, 4096)) },
      { Name: 'memlock', ...same(64 << 10) },
      { Name: 'msgqueue', ...same(0) },
      ...ulimits,
    ],
    // Two files, of which the older is dropped: at least half of the cap is always there to read.
    LogConfig: { Type: 'json-file', Config: { 'max-size': `${half}`, 'max-file': '2', compress: 'false' } },
    Tmpfs: { [scratchPath]: tmpfs(Math.max(4096, limits.scratchBytes), scratchEntries), ...more },
    Mounts: mounts(specification, gpus.libraries),
    ...gpus.request,
  };
}

function same(value: number): { Soft: number; Hard: number } {
  return { Soft: value, Hard: value };
}

/** Docker's types know neither NonRecursive nor that the other options may be absent. */
interface Mount {
  Type: 'bind' | 'volume';
  Source: string;
  Target: string;
  ReadOnly: boolean;
  BindOptions?: { Propagation: 'rprivate'; NonRecursive: boolean };
  VolumeOptions?: { NoCopy: boolean };
}

function mounts(
  specification: RunSpecification,
  libraries: readonly { source: string; target: string }[],
): Docker.MountConfig {
  const readOnly = (source: string, target: string): Mount => ({
    Type: 'bind',
    Source: source,
    Target: target,
    ReadOnly: true,
    // A mount inside the folder would come along writable: read-only is not recursive.
    BindOptions: { Propagation: 'rprivate', NonRecursive: true },
  });
  const list: Mount[] = [
    ...specification.inputs.map((folder, index) => readOnly(folder, `${inputsPath}/${index}`)),
    readOnly(specification.parametersFile, parametersPath),
    ...libraries.map(({ source, target }) => readOnly(source, target)),
    ...(specification.model === undefined ? [] : [readOnly(specification.model.file, modelPath)]),
    {
      Type: 'volume',
      Source: outputsName(specification.jobId),
      Target: outputsPath,
      ReadOnly: false,
      // Without it Docker copies what the image holds at this path into the volume.
      VolumeOptions: { NoCopy: true },
    },
  ];
  return asMountConfig(list);
}

/** Guarantee: `Mount` is what Docker's API takes (v1.40 on); only @types/dockerode lags behind it. */
function asMountConfig(list: readonly Mount[]): Docker.MountConfig {
  return list as unknown as Docker.MountConfig;
}

/** The container of a run. */
export function runContainer(
  specification: RunSpecification,
  given: Given & { providerId: string; imageVariables: readonly string[] },
): Docker.ContainerCreateOptions {
  const [program = '', ...rest] = specification.entrypoint;
  return {
    name: runName(specification.jobId),
    Image: specification.imageId,
    Entrypoint: [program],
    Cmd: rest,
    WorkingDir: specification.workingDirectory,
    User: `${sandboxUser}:${sandboxUser}`,
    Env: environmentOf(specification, given.imageVariables, given.gpuAccess),
    Labels: labelsOf(given.providerId, specification.jobId, 'run'),
    Hostname: 'atoll',
    Tty: false,
    OpenStdin: false,
    NetworkDisabled: true,
    Healthcheck: { Test: ['NONE'] },
    StopSignal: 'SIGKILL',
    HostConfig: hostConfig(specification, given),
  };
}

/** The volume that takes the outputs: memory with a hard cap on bytes and entries. */
export function outputsVolume(
  specification: RunSpecification,
  providerId: string,
): Docker.VolumeCreateOptions {
  const { outputBytes, outputEntries } = specification.limits;
  return {
    Name: outputsName(specification.jobId),
    Driver: 'local',
    DriverOpts: {
      type: 'tmpfs',
      device: 'tmpfs',
      // One inode is the folder itself.
      o: `size=${Math.max(4096, outputBytes)},nr_inodes=${outputEntries + 1},mode=0700,uid=${sandboxUser},gid=${sandboxUser},nosuid,nodev,noexec`,
    },
    Labels: labelsOf(providerId, specification.jobId, 'volume'),
  };
}

/**
 * The sandbox profile as a document for receipts: everything that bounds a run and nothing that differs between two runs
 * of one algorithm in one environment, such as names and paths of this machine.
 */
export function sandboxDocument(
  specification: RunSpecification,
  given: Given,
): Readonly<Record<string, unknown>> {
  const {
    Mounts: _mounts,
    SecurityOpt: _security,
    Devices: _devices,
    DeviceRequests: _requests,
    ...limits
  } = hostConfig(specification, given);
  const { environment, stated } = giveGpus(specification, given.gpuAccess);
  return {
    version: 1,
    user: sandboxUser,
    environment: [
      ...new Set([
        ...Object.keys(specification.environment),
        ...Object.keys(fixedEnvironment),
        ...Object.keys(environment),
      ]),
    ].sort(),
    noNewPrivileges: true,
    seccomp: JSON.parse(given.seccomp),
    inputs: { count: specification.inputs.length, readOnly: true },
    ...(specification.model === undefined
      ? {}
      : { model: { sha256: specification.model.sha256, readOnly: true } }),
    outputs: { bytes: specification.limits.outputBytes, entries: specification.limits.outputEntries },
    limits,
    ...stated,
  };
}
