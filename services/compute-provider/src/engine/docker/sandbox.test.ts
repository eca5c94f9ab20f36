import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testedRuntimes, useEngine } from './engine-fixture.ts';

for (const { runtime, here } of await testedRuntimes()) {
  describe.runIf(here)(`the sandbox under ${runtime}`, () => {
    const use = useEngine(`sandbox-${runtime}`, runtime);
    const gvisor = runtime === 'runsc';

    describe('seen from inside', () => {
      const Facts = z.object({
        interfaces: z.array(z.string()),
        routes: z.array(z.string()),
        connect: z.string(),
        resolve: z.string(),
        writeRoot: z.string(),
        writeInput: z.string(),
        writeParameters: z.string(),
        execute: z.record(z.string(), z.string()),
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
        const { left } = await use.runThrough(
          await use.specify('facts', { environment: { MODE: 'full', LD_PRELOAD: '/x.so', PATH: '/evil' } }),
        );
        facts = Facts.parse(JSON.parse(left[0]?.text ?? ''));
      });

      it('has no network but loopback', () => {
        expect(facts.interfaces).toEqual(['lo']);
        expect(facts.routes).toEqual([]);
        expect(facts.connect).toBe(gvisor ? 'No route to host' : 'Network is unreachable');
        expect(facts.resolve).not.toBe('done');
      });

      it('writes to outputs, scratch and shared memory only', () => {
        // gVisor asks first whether nobody may write there; that the root is read-only its mounts say.
        expect(facts.writeRoot).toBe(gvisor ? 'Permission denied' : 'Read-only file system');
        expect(facts.mounts.find(([path]) => path === '/')?.[2].split(',')).toContain('ro');
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
          // gVisor has none.
          ...(gvisor ? [] : ['/dev/mqueue']),
          '/dev/pts',
          '/dev/shm',
        ]);
        const denied = 'Permission denied';
        expect(facts.execute).toEqual({
          // The volume's own noexec does not reach into gVisor, and Docker cannot pass it on: a program that was written there runs, as
          // confined as the one that wrote it.
          '/atoll/outputs': gvisor ? 'done' : denied,
          '/atoll/scratch': denied,
          '/dev/shm': denied,
          '/tmp': 'Read-only file system',
        });
        // What gVisor lists leaves out most of a mount's options.
        if (gvisor) return;
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
        if (!gvisor) expect([facts.noNewPrivileges, facts.seccomp]).toEqual(['1', '2']);
        // gVisor answers every call itself; the profile counts inside where the engine's owner told it so, as the private engine does.
        if (facts.seccomp === '0')
          return console.log('skipped: this engine’s gVisor leaves the seccomp profile out');
        expect(
          Object.entries(facts.calls).filter(([, answer]) => answer !== 'Operation not permitted'),
        ).toEqual([]);
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
        const { end, log: printed } = await use.runThrough(await use.specify('exit_code'));
        expect(end.outcome).toEqual({ kind: 'exited', code: 3 });
        expect(printed).toContain('about to fail');
      });

      it('is reported as not startable when its entrypoint is missing', async () => {
        const specification = await use.specify('ok');
        const { end } = await use.runThrough({ ...specification, entrypoint: ['/no/such/program'] });
        expect(end.outcome).toEqual({ kind: 'exited', code: 127 });
      });

      it('is ended when it takes more memory than it may', async () => {
        const { end } = await use.runThrough(
          await use.specify('memory', { limits: { memoryBytes: 64 << 20 } }),
        );
        expect(end.outcome).toEqual({ kind: 'out_of_memory' });
      });

      it('is ended at its time limit, signals or not', async () => {
        for (const act of ['loop', 'ignore_signals']) {
          const { end } = await use.runThrough(await use.specify(act, { limits: { wallSeconds: 1 } }));
          expect(end.outcome).toEqual({ kind: 'timed_out' });
          expect(end.usage.wallSeconds).toBeGreaterThanOrEqual(1);
          expect(end.usage.wallSeconds).toBeLessThan(2);
        }
      });

      it('leaves nothing when it writes nothing', async () => {
        const { end, left } = await use.runThrough(await use.specify('nothing'));
        expect(end.outcome).toEqual({ kind: 'exited', code: 0 });
        expect(left).toEqual([]);
      });

      it('has what it did not declare listed like everything else', async () => {
        const { left } = await use.runThrough(await use.specify('undeclared'));
        expect(left.map(({ path, type }) => `${type} ${path}`)).toEqual([
          'file extra.bin',
          'directory folder',
          'file folder/inside.txt',
          'file result.json',
        ]);
      });

      it('cannot write more than the volume holds', async () => {
        const { end, left } = await use.runThrough(await use.specify('too_big'));
        expect(end.outcome).toEqual({ kind: 'exited', code: 0 });
        expect(left[0]?.text.length).toBeLessThanOrEqual(1 << 20);
      });

      it('cannot make more files than the volume holds', async () => {
        const { end, left } = await use.runThrough(await use.specify('many_files'));
        expect(end.outcome).toEqual({ kind: 'exited', code: 0 });
        expect(left.length).toBe(16);
      });

      it('has links and pipes listed as what they are, without what they point to', async () => {
        const { left } = await use.runThrough(await use.specify('links'));
        const types = Object.fromEntries(left.map(({ path, type }) => [path, type]));
        // Under gVisor a pipe exists for those inside alone.
        expect(types).toMatchObject({ ...(gvisor ? {} : { pipe: 'other' }), 'result.json': 'symlink' });
        // One file under two names: the first is a file, the second a link to it.
        expect([types['hard.txt'], types['real.txt']].sort()).toEqual(['file', 'other']);
        expect(left.filter(({ type }) => type === 'file')).toHaveLength(1);
        expect(left.find(({ path }) => path === 'result.json')?.text).toBe('');
      });

      it('cannot have more processes than allowed', async () => {
        const { end, left } = await use.runThrough(await use.specify('fork_bomb'));
        expect(end.outcome).toEqual({ kind: 'exited', code: 0 });
        expect(
          z.object({ children: z.number() }).parse(JSON.parse(left[0]?.text ?? '')).children,
        ).toBeLessThan(32);
      });

      it('has its log capped', async () => {
        const { end, log: printed } = await use.runThrough(await use.specify('logs'));
        expect(end.outcome).toEqual({ kind: 'exited', code: 0 });
        expect(printed.length).toBeGreaterThan(16 << 10);
        expect(printed.length).toBeLessThanOrEqual(64 << 10);
      });
    });
  });
}
