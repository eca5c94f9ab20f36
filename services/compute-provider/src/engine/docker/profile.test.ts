import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { RunSpecification } from '../engine.ts';
import { readSeccompProfile } from './create-engine.ts';
import { environmentOf, runContainer, sandboxDocument } from './profile.ts';

const specification: RunSpecification = {
  jobId: 'job-1',
  imageId: 'sha256:00',
  entrypoint: ['/bin/program', '--fast'],
  workingDirectory: '/',
  environment: { MODE: 'full' },
  inputs: ['/data/one', '/data/two'],
  parametersFile: '/jobs/1/parameters.json',
  limits: {
    cpus: 1.5,
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

describe('the environment of a run', () => {
  it('removes every variable of the image that the manifest does not set', () => {
    const variables = environmentOf(specification, [
      'LD_PRELOAD=/evil.so',
      'PYTHONPATH=/x',
      'MODE=image',
      'PATH=/evil',
    ]);
    expect(variables).toContain('MODE=full');
    // A bare name is Docker's order to remove.
    expect(variables.filter((variable) => !variable.includes('=')).sort()).toEqual([
      'LD_PRELOAD',
      'PYTHONPATH',
    ]);
  });

  it('never takes loader, driver or sandbox variables from a job', () => {
    const environment = {
      LD_PRELOAD: '/x',
      LD_LIBRARY_PATH: '/x',
      NVIDIA_VISIBLE_DEVICES: 'all',
      HOME: '/x',
      PATH: '/x',
    };
    expect(environmentOf({ ...specification, environment }, []).join(' ')).not.toContain('/x');
    expect(environmentOf({ ...specification, environment }, []).join(' ')).not.toMatch(/LD_|NVIDIA_/);
  });
});

describe('the container of a run', () => {
  const container = runContainer(specification, {
    providerId: 'p',
    seccomp: '{}',
    runtime: 'runc',
    imageVariables: [],
  });

  it('takes program and arguments from the specification and gives the image no say', () => {
    expect(container).toMatchObject({
      Entrypoint: ['/bin/program'],
      Cmd: ['--fast'],
      User: '65534:65534',
      Healthcheck: { Test: ['NONE'] },
    });
  });

  it('mounts the inputs read-only without what is mounted inside them, and nothing else of this machine', () => {
    const binds = (container.HostConfig?.Mounts ?? []).filter(({ Type }) => Type === 'bind');
    expect(binds.map(({ Source }) => Source)).toEqual([
      ...specification.inputs,
      specification.parametersFile,
    ]);
    for (const bind of binds) {
      expect(bind).toMatchObject({
        ReadOnly: true,
        BindOptions: { Propagation: 'rprivate', NonRecursive: true },
      });
    }
    expect(container.HostConfig?.Binds).toBeUndefined();
  });

  it('mounts the model of an ONNX algorithm beside them, read-only too', () => {
    const { HostConfig: config } = runContainer(
      { ...specification, model: { file: '/models/a.onnx', sha256: 'aa'.repeat(32) } },
      { providerId: 'p', seccomp: '{}', runtime: 'runc', imageVariables: [] },
    );
    expect(config?.Mounts?.filter(({ Target }) => Target === '/atoll/model.onnx')).toEqual([
      expect.objectContaining({ Source: '/models/a.onnx', ReadOnly: true }),
    ]);
  });

  it('has no swap beside its memory', () => {
    expect(container.HostConfig).toMatchObject({ Memory: 1 << 30, MemorySwap: 1 << 30, NanoCpus: 1.5e9 });
  });
});

describe('the container of a run under gVisor', () => {
  const seccomp = JSON.stringify({
    syscalls: [
      { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: 38 },
      { names: ['bpf'], action: 'SCMP_ACT_ERRNO', errnoRet: 1 },
    ],
  });
  const { HostConfig: config } = runContainer(specification, {
    providerId: 'p',
    seccomp,
    runtime: 'runsc',
    imageVariables: [],
  });

  it('counts the processes inside, and leaves room for gVisor’s own threads and memory outside', () => {
    expect(config?.Ulimits).toContainEqual({ Name: 'nproc', Soft: 64, Hard: 64 });
    expect(config?.PidsLimit).toBeGreaterThan(2 * 64 + 26);
    expect(config?.Memory).toBeGreaterThan(1 << 30);
    expect(config?.MemorySwap).toBe(config?.Memory);
  });

  it('closes the /tmp that gVisor would make writable', () => {
    expect(config?.Tmpfs?.['/tmp']).toMatch(/^ro,noexec/);
  });

  it('lets libc start threads, and keeps what the profile forbids', () => {
    const given = config?.SecurityOpt?.find((option: string) => option.startsWith('seccomp='));
    expect(JSON.parse(given?.slice('seccomp='.length) ?? '')).toEqual({
      syscalls: [
        { names: ['clone3'], action: 'SCMP_ACT_ALLOW' },
        { names: ['bpf'], action: 'SCMP_ACT_ERRNO', errnoRet: 1 },
      ],
    });
  });
});

describe('the sandbox as a document', () => {
  it('is the same for two jobs on one machine and differs when a limit does', async () => {
    const given = { seccomp: await readSeccompProfile(), runtime: 'runc' };
    const other = {
      ...specification,
      jobId: 'job-2',
      inputs: ['/elsewhere/1', '/elsewhere/2'],
      parametersFile: '/jobs/2/p',
    };
    expect(sandboxDocument(other, given)).toEqual(sandboxDocument(specification, given));
    const larger = { ...specification, limits: { ...specification.limits, pids: 65 } };
    expect(sandboxDocument(larger, given)).not.toEqual(sandboxDocument(specification, given));
    expect(JSON.stringify(sandboxDocument(specification, given))).not.toContain('/data/one');
  });
});

describe('the sandbox of an ONNX algorithm as a document', () => {
  it('states the digest of the model and not where it lies', async () => {
    const given = { seccomp: await readSeccompProfile(), runtime: 'runc' };
    const of = (file: string, sha256: string) =>
      sandboxDocument({ ...specification, model: { file, sha256 } }, given);
    expect(of('/models/a', 'aa')).toMatchObject({ model: { sha256: 'aa', readOnly: true } });
    expect(of('/models/a', 'aa')).toEqual(of('/elsewhere/b', 'aa'));
    expect(of('/models/a', 'aa')).not.toEqual(of('/models/a', 'bb'));
    expect(sandboxDocument(specification, given)).not.toHaveProperty('model');
  });
});

describe('the seccomp profile', () => {
  it('refuses what is not listed, and lists nothing that reaches into kernel or neighbours', async () => {
    const Profile = z.object({
      defaultAction: z.literal('SCMP_ACT_ERRNO'),
      syscalls: z.array(
        z.object({ names: z.array(z.string()), action: z.string(), args: z.array(z.unknown()).optional() }),
      ),
    });
    const profile = Profile.parse(
      JSON.parse(await readFile(new URL('../../../../../docker/seccomp.json', import.meta.url), 'utf8')),
    );
    const free = profile.syscalls
      .filter(({ action, args }) => action === 'SCMP_ACT_ALLOW' && !args)
      .flatMap(({ names }) => names);
    const dangerous =
      'ptrace process_vm_readv process_vm_writev bpf keyctl add_key request_key io_uring_setup io_uring_enter mount umount2 move_mount open_tree fsopen pivot_root chroot unshare setns clone clone3 userfaultfd perf_event_open kexec_load kexec_file_load init_module finit_module delete_module open_by_handle_at socket personality reboot swapon syslog quotactl iopl ioperm';
    expect(dangerous.split(' ').filter((name) => free.includes(name))).toEqual([]);
    expect(new Set(free).size).toBe(free.length);
  });
});
