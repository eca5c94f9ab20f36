import { describe, expect, it } from 'vitest';
import type { GpuDevice, RunSpecification } from '../engine.ts';
import type { GpuAccess } from '../gpu/support.ts';
import { driverPath } from './give-gpus.ts';
import { runContainer, sandboxDocument } from './profile.ts';

const uuid = (digit: number) => `GPU-${String(digit).repeat(8)}-0000-0000-0000-000000000000`;
const device = (digit: number): GpuDevice => ({
  uuid: uuid(digit),
  model: 'NVIDIA H100 80GB HBM3',
  memoryBytes: 85_520_809_984,
  index: digit,
});

const specification: RunSpecification = {
  jobId: 'job-1',
  imageId: 'sha256:00',
  entrypoint: ['/bin/program'],
  workingDirectory: '/',
  environment: {
    MODE: 'full',
    LD_LIBRARY_PATH: '/evil',
    LD_PRELOAD: '/evil.so',
    NVIDIA_VISIBLE_DEVICES: 'all',
    CUDA_VISIBLE_DEVICES: '0,1',
    CUDA_INJECTION64_PATH: '/evil.so',
  },
  inputs: ['/data/one'],
  parametersFile: '/jobs/1/parameters.json',
  gpus: [device(1)],
  limits: {
    cpus: 1,
    memoryBytes: 1 << 30,
    pids: 64,
    outputBytes: 1 << 20,
    outputEntries: 8,
    scratchBytes: 1 << 24,
    openFiles: 1024,
    logBytes: 1 << 20,
    wallSeconds: 60,
  },
};
const toolkit: GpuAccess = { kind: 'toolkit' };
const nodes: GpuAccess = {
  kind: 'device_nodes',
  root: '',
  control: ['/dev/nvidiactl', '/dev/nvidia-uvm'],
  nodes: new Map([0, 1, 2].map((digit) => [uuid(digit), `/dev/nvidia${digit}`])),
  libraries: [
    { name: 'libcuda.so.1', path: '/usr/lib/libcuda.so.550.54.14' },
    { name: 'libnvidia-ml.so.1', path: '/usr/lib/libnvidia-ml.so.550.54.14' },
  ],
};
/** An image that wants every device, a library of its own before all others, and the toolkit to mount more. */
const imageVariables = [
  'NVIDIA_VISIBLE_DEVICES=all',
  'NVIDIA_DRIVER_CAPABILITIES=all',
  'NVIDIA_DISABLE_REQUIRE=1',
  'CUDA_VERSION=12.4',
  'LD_LIBRARY_PATH=/evil',
];
const make = (gpuAccess: GpuAccess | undefined, changes: Partial<RunSpecification> = {}) =>
  runContainer(
    { ...specification, ...changes },
    { providerId: 'p', seccomp: '{}', runtime: 'runc', imageVariables, gpuAccess },
  );
const set = (container: ReturnType<typeof make>) =>
  (container.Env ?? []).filter((variable) => variable.includes('='));

describe('a run with a GPU', () => {
  it('asks the toolkit for its device by UUID, for no other and by no variable', () => {
    const container = make(toolkit);
    expect(container.HostConfig?.DeviceRequests).toEqual([
      { Driver: '', Count: 0, DeviceIDs: [uuid(1)], Capabilities: [['gpu']], Options: {} },
    ]);
    expect(container.HostConfig?.Devices).toBeUndefined();
    expect(set(container).map((variable) => variable.split('=')[0])).toEqual([
      'MODE',
      'PATH',
      'HOME',
      'TMPDIR',
    ]);
  });

  it('asks by the name that the engine’s device interface has for it', () => {
    const names = new Map([[uuid(1), `nvidia.com/gpu=${uuid(1)}`]]);
    expect(make({ kind: 'cdi', names }).HostConfig?.DeviceRequests).toMatchObject([
      { Driver: 'cdi', Count: 0, DeviceIDs: [`nvidia.com/gpu=${uuid(1)}`] },
    ]);
  });

  it('gets without the toolkit its own node, the shared ones and the driver’s libraries, and may make no node', () => {
    const container = make(nodes);
    expect(container.HostConfig?.DeviceRequests).toBeUndefined();
    expect(container.HostConfig?.Devices).toEqual(
      ['/dev/nvidia1', '/dev/nvidiactl', '/dev/nvidia-uvm'].map((path) => ({
        PathOnHost: path,
        PathInContainer: path,
        CgroupPermissions: 'rw',
      })),
    );
    const binds = (container.HostConfig?.Mounts ?? []).filter(({ Target }) => Target.startsWith(driverPath));
    expect(binds.map(({ Source, Target, ReadOnly }) => [Source, Target, ReadOnly])).toEqual([
      ['/usr/lib/libcuda.so.550.54.14', '/atoll/driver/libcuda.so.1', true],
      ['/usr/lib/libnvidia-ml.so.550.54.14', '/atoll/driver/libnvidia-ml.so.1', true],
    ]);
    expect(container.HostConfig?.Privileged).toBe(false);
  });

  it('has a loader path of the sandbox’s own, and no variable of job or image that steers loader or driver', () => {
    expect(set(make(nodes)).sort()).toEqual([
      'HOME=/atoll/scratch',
      'LD_LIBRARY_PATH=/atoll/driver',
      'MODE=full',
      expect.stringMatching(/^PATH=/),
      'TMPDIR=/atoll/scratch',
    ]);
    // A bare name is Docker's order to remove what the image sets.
    expect(make(nodes).Env).toEqual(
      expect.arrayContaining(['NVIDIA_VISIBLE_DEVICES', 'NVIDIA_DRIVER_CAPABILITIES', 'CUDA_VERSION']),
    );
  });

  it('is never started without it', () => {
    expect(() => make(undefined)).toThrow(/cannot give the run its GPUs/);
    expect(() => make(nodes, { gpus: [device(7)] })).toThrow(/not there any more/);
  });
});

describe('a run without a GPU', () => {
  it('is the same on a machine with GPUs as on one without', () => {
    expect(make(nodes, { gpus: [] })).toEqual(make(undefined, { gpus: undefined }));
    const given = { seccomp: '{}', runtime: 'runc' };
    const without = { ...specification, gpus: [] };
    expect(sandboxDocument(without, { ...given, gpuAccess: nodes })).toEqual(sandboxDocument(without, given));
  });
});

describe('the sandbox as a document', () => {
  const documentOf = (gpuAccess: GpuAccess, digit: number) =>
    sandboxDocument(
      { ...specification, gpus: [device(digit)] },
      { seccomp: '{}', runtime: 'runc', gpuAccess },
    );

  it('states model, memory and how they were given, and not which device of the machine it was', () => {
    expect(documentOf(nodes, 1)).toMatchObject({
      gpus: {
        access: 'device_nodes',
        devices: [{ model: 'NVIDIA H100 80GB HBM3', memoryBytes: 85_520_809_984 }],
      },
      environment: expect.arrayContaining(['LD_LIBRARY_PATH']),
    });
    expect(documentOf(nodes, 2)).toEqual(documentOf(nodes, 1));
    expect(documentOf(toolkit, 1)).not.toEqual(documentOf(nodes, 1));
    expect(JSON.stringify(documentOf(nodes, 1))).not.toMatch(/GPU-|\/dev\/nvidia|\/usr\/lib/);
  });
});
