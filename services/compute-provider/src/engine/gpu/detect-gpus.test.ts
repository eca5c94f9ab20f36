import { describe, expect, test } from 'vitest';
import { detectGpus, type EngineOffers } from './detect-gpus.ts';
import { driverFiles, recorded, recordedMachine } from './gpu-fixture.ts';
import { holdersOf } from './read-facts.ts';

const plain: EngineOffers = {
  runtimes: ['runc'],
  cdiDevices: [],
  runtime: { name: 'runc', version: '1', args: [] },
  runscPath: '/usr/bin/runsc',
};
const control = ['/dev/nvidiactl', '/dev/nvidia-uvm', '/dev/nvidia-uvm-tools'];
const h100 = { model: 'NVIDIA H100 80GB HBM3', memoryBytes: 81559 * 2 ** 20 };
const proc = (digit: number, changes: Parameters<typeof recorded.information>[1] = {}) => ({
  [`/proc/driver/nvidia/gpus/0000:0${digit}:00.0/information`]: recorded.information(digit, changes),
});
const detect = async (
  given: Parameters<typeof recordedMachine>[0],
  input: Partial<Parameters<typeof detectGpus>[1]> = {},
) => detectGpus(await recordedMachine(given), { engine: plain, ...input });

describe('a machine with several GPUs and no toolkit', () => {
  test('gives each device the node that the driver names, and the libraries that the loader would take', async () => {
    const found = await detect({
      smi: `${recorded.smi(1)}\n${recorded.smi(2)}\n`,
      nodes: ['/dev/nvidia0', '/dev/nvidia1', ...control],
      // Numbers on the bus and numbers of nodes go different ways.
      files: {
        ...driverFiles.files,
        ...proc(1, { minor: 1 }),
        ...proc(2, { minor: 0, uuid: 'GPU-????????-????' }),
      },
      links: driverFiles.links,
    });
    expect(found.devices).toEqual([
      { uuid: recorded.uuid(1), ...h100, index: 1 },
      { uuid: recorded.uuid(2), ...h100, index: 0 },
    ]);
    expect(found.passedOver).toEqual([]);
    if (found.access?.kind !== 'device_nodes') throw new Error(`given by ${found.access?.kind}`);
    expect([...found.access.nodes]).toEqual([
      [recorded.uuid(1), '/dev/nvidia1'],
      [recorded.uuid(2), '/dev/nvidia0'],
    ]);
    expect(found.access.control).toEqual(control);
    expect(
      found.access.libraries.map(({ name, path }) => `${name} ${path.replace(/^.*?(?=\/opt|\/usr)/, '')}`),
    ).toEqual([
      'libcuda.so.1 /opt/driver/lib/libcuda.so.550.54.14',
      'libnvidia-gpucomp.so.550.54.14 /opt/driver/lib/libnvidia-gpucomp.so.550.54.14',
      'libnvidia-ml.so.1 /opt/driver/lib/libnvidia-ml.so.550.54.14',
      'libnvidia-ptxjitcompiler.so.1 /opt/driver/lib/libnvidia-ptxjitcompiler.so.1',
    ]);
  });

  test('does not guess whose node is whose', async () => {
    const found = await detect({
      smi: `${recorded.smi(1)}\n${recorded.smi(2)}\n`,
      nodes: ['/dev/nvidia0', '/dev/nvidia1', ...control],
      ...driverFiles,
    });
    expect(found.devices).toEqual([]);
    expect(found.passedOver.join()).toMatch(/no device node that is known to be its own/);
  });

  test('takes the one node that a container with one of them has', async () => {
    const found = await detect({ smi: recorded.smi(1), nodes: ['/dev/nvidia5', ...control], ...driverFiles });
    expect(found.devices).toHaveLength(1);
    expect(found.access).toMatchObject({ nodes: new Map([[recorded.uuid(1), '/dev/nvidia5']]) });
  });

  test('offers none without the shared nodes, and none without libcuda, and says so', async () => {
    const files = { ...driverFiles.files, ...proc(1, { minor: 0 }) };
    const without = await detect({
      smi: recorded.smi(1),
      nodes: ['/dev/nvidia0'],
      files,
      links: driverFiles.links,
    });
    expect(without).toMatchObject({
      devices: [],
      passedOver: [expect.stringContaining('/dev/nvidiactl and /dev/nvidia-uvm')],
    });
    const bare = await detect({ smi: recorded.smi(1), nodes: ['/dev/nvidia0', ...control], files: proc(1) });
    expect(bare).toMatchObject({ devices: [], passedOver: [expect.stringContaining('libcuda.so.1')] });
  });
});

describe('what nvidia-smi prints', () => {
  const toolkit = { engine: { ...plain, runtimes: ['runc', 'nvidia'] } };

  test('gives a device through the toolkit where the engine has it, with no node or library of the machine', async () => {
    expect(await detect({ smi: recorded.smi(1) }, toolkit)).toEqual({
      devices: [{ uuid: recorded.uuid(1), ...h100, index: 0 }],
      access: { kind: 'toolkit' },
      passedOver: [],
    });
  });

  test('gives a device by its name where the engine knows it by CDI', async () => {
    const name = `nvidia.com/gpu=${recorded.uuid(1)}`;
    const engine = { ...plain, cdiDevices: ['nvidia.com/gpu=0', name] };
    expect((await detect({ smi: recorded.smi(1) }, { engine })).access).toEqual({
      kind: 'cdi',
      names: new Map([[recorded.uuid(1), name]]),
    });
  });

  test('passes over a device that MIG divides, one without memory and one that is listed twice', async () => {
    const smi = [
      recorded.smi(1, { mig: 'Enabled' }),
      recorded.smi(2, { memory: '[N/A]' }),
      recorded.smi(3, { mig: '[N/A]' }),
      recorded.smi(3),
    ].join('\n');
    const found = await detect({ smi }, toolkit);
    expect(found.devices.map(({ uuid }) => uuid)).toEqual([recorded.uuid(3)]);
    expect(found.passedOver).toEqual([
      expect.stringContaining('MIG'),
      expect.stringContaining('does not say its memory'),
    ]);
  });

  test.each([
    'No devices were found',
    "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.",
    'Failed to initialize NVML: Driver/library version mismatch',
    'Unable to determine the device handle for GPU0000:02:00.0: GPU is lost.  Reboot the system to recover this GPU',
  ])('says why there is none: %s', async (smi) => {
    const found = await detect({ smi }, toolkit);
    expect(found).toMatchObject({ devices: [], access: undefined });
    expect(found.passedOver.join()).toContain(smi.slice(0, 40));
  });

  test('cannot bring text into names, variables or requests', async () => {
    const smi = [
      recorded.smi(1, { name: `NVIDIA \u001b[2J\u202e${'x'.repeat(5000)}` }),
      `GPU-$(reboot), 1, Disabled, 1, 0, evil`,
      `${recorded.uuid(2)},all, 81559, Disabled, 550.54.14, 0, evil`,
      `${recorded.uuid(4)}, 99999999999999999999, Disabled, 550, 0, evil`,
    ].join('\n');
    const found = await detect({ smi }, toolkit);
    expect(found.devices.map(({ uuid }) => uuid)).toEqual([recorded.uuid(1)]);
    expect(found.devices[0]?.model).toMatch(/^[\x20-\x7e]{1,200}$/);
    expect(found.passedOver.join()).toMatch(/^[\x20-\x7e]*$/);
  });

  test('counts who computes on a device, and says nothing where it fails', async () => {
    const saying = (text: string | undefined) => ({ smi: () => Promise.resolve(text) });
    const machine = await recordedMachine({});
    const holders = (text: string | undefined) =>
      holdersOf({ ...machine, ...saying(text) }, recorded.uuid(1));
    expect(await holders(`${recorded.uuid(1)}, 17\n${recorded.uuid(2)}, 18\n${recorded.uuid(1)}, 19\n`)).toBe(
      2,
    );
    expect(await holders('')).toBe(0);
    expect(await holders('Failed to initialize NVML: Unknown Error\n')).toBeUndefined();
    expect(await holders(undefined)).toBeUndefined();
  });
});

describe('a machine without nvidia-smi', () => {
  test('has devices without memory, which the operator states', async () => {
    const given = {
      nodes: ['/dev/nvidia0', ...control],
      files: { ...driverFiles.files, ...proc(1, { minor: 0 }) },
      links: driverFiles.links,
    };
    const found = await detect(given);
    expect(found).toMatchObject({ devices: [], passedOver: [expect.stringContaining('state it in GPUS')] });
    const stated = [{ uuid: recorded.uuid(1), ...h100, index: 0 }];
    expect(await detect(given, { stated })).toMatchObject({
      devices: stated,
      access: { kind: 'device_nodes' },
    });
  });

  test('and without a GPU has none, and no complaint', async () => {
    expect(await detect({})).toEqual({ devices: [], access: undefined, passedOver: [] });
  });
});

describe('gVisor', () => {
  const under = (args: string[]) => ({
    engine: {
      ...plain,
      runtimes: ['runc', 'runsc', 'nvidia'],
      runtime: { name: 'runsc', version: '20240820.0', args },
    },
  });
  const refused = async (args: string[], supportedDrivers: string | undefined, driver = '550.54.14') =>
    (
      await detect(
        { smi: recorded.smi(1, { driver }), ...(supportedDrivers === undefined ? {} : { supportedDrivers }) },
        under(args),
      )
    ).refused;

  test('gives GPUs only with its proxy switched on and a driver that the proxy knows', async () => {
    const known = '525.60.13\n535.104.05\n550.54.14\n';
    expect(await refused(['--nvproxy=true'], known)).toBeUndefined();
    expect(await refused(['--nvproxy'], known)).toBeUndefined();
    expect(await refused([], known)).toMatch(/without --nvproxy/);
    expect(await refused(['--nvproxy=false'], known)).toMatch(/without --nvproxy/);
    expect(await refused(['--nvproxy'], known, '570.86.15')).toMatch(
      /cannot use driver 570.86.15; it can use .*550.54.14/,
    );
    expect(await refused(['--nvproxy'], undefined)).toMatch(/does not say which drivers/);
    expect(await refused(['--nvproxy'], 'unknown command: nvproxy')).toMatch(/does not say which drivers/);
    expect(await refused(['--nvproxy'], known, '[N/A]')).toMatch(/version of the driver is not known/);
  });
});
