import { writeFile } from 'node:fs/promises';
import Docker from 'dockerode';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { OutputTooLarge, OutputsLost, RunExists } from '../errors.ts';
import { testedRuntimes, useEngine } from './engine-fixture.ts';

const dataset = new URL('../../../../../examples/breast-cancer/data', import.meta.url).pathname;
for (const { runtime, here } of await testedRuntimes()) {
  describe.runIf(here)(`under ${runtime}`, () => {
    const use = useEngine(`run-${runtime}`, runtime);

    describe('an engine that is asked what it is', () => {
      it('names itself, its runtime and what it has', async () => {
        const description = await use.engine.describe();
        expect(description).toMatchObject({ name: 'docker', runtime, gpus: [] });
        expect(description.runtimeVersion).toMatch(/\d/);
        expect(description.cpus).toBeGreaterThan(0);
      });
    });

    describe('a well-behaved algorithm', () => {
      it('trains on the dataset and leaves its two outputs', async () => {
        const specification = await use.specify('ok', { limits: { memoryBytes: 512 << 20 } });
        await writeFile(
          specification.parametersFile,
          JSON.stringify({ testFraction: 0.25, regularization: 1, seed: 42 }),
        );
        const {
          end,
          left,
          log: printed,
        } = await use.runThrough({
          ...specification,
          imageId: use.trainingImage,
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
        const specification = await use.specify('echo');
        const { end, left } = await use.runThrough(specification);
        expect(end.outcome).toEqual({ kind: 'exited', code: 0 });
        expect(JSON.parse(left[0]?.text ?? '')).toEqual({
          parameters: { seed: 7 },
          inputs: { '/atoll/inputs/0/rows.csv': 'a,b\n1,2\n' },
        });
        expect((await use.engine.list()).filter(({ jobId }) => jobId === specification.jobId)).toEqual([]);
        expect(await use.engine.observe(specification.jobId)).toEqual({ kind: 'absent' });
      });
    });

    describe('a run under way', () => {
      it('is taken up again after a restart and ended at its limit', async () => {
        const specification = await use.specify('loop', { limits: { wallSeconds: 600 } });
        const first = await use.engine.run(specification);
        const second = await use.engine.resume(specification.jobId, { wallSeconds: 1 });
        expect((await second.end).outcome).toEqual({ kind: 'timed_out' });
        expect((await first.end).outcome).toEqual({ kind: 'timed_out' });
        expect(await use.engine.observe(specification.jobId)).toMatchObject({
          kind: 'ended',
          end: { outcome: { kind: 'timed_out' } },
        });
        await use.engine.destroy(specification.jobId);
      });

      it('is lost when it is destroyed under its watcher, and destroying again is harmless', async () => {
        const specification = await use.specify('loop');
        const handle = await use.engine.run(specification);
        await use.engine.destroy(specification.jobId);
        await use.engine.destroy(specification.jobId);
        expect((await handle.end).outcome).toEqual({ kind: 'lost' });
      });
    });

    describe('the end of a run', () => {
      it('is told within a second, while usage is still being read', async () => {
        const specification = await use.specify('nothing');
        const { endedAt } = await (await use.engine.run(specification)).end;
        expect(Date.now() - endedAt.getTime()).toBeLessThan(900);
        await use.engine.destroy(specification.jobId);
      });
    });

    describe('a run whose holder went down', () => {
      it('is lost, and so are its outputs, even where the holder is started again', async () => {
        const docker = new Docker({ socketPath: use.lease.socketPath });
        const specification = await use.specify('ok');
        await (
          await use.engine.run(specification)
        ).end;
        const holder = (await use.engine.list()).find(
          ({ kind, jobId }) => kind === 'holder' && jobId === specification.jobId,
        );
        await docker.getContainer(holder?.id ?? '').kill();
        await docker.getContainer(holder?.id ?? '').start();
        expect(await use.engine.observe(specification.jobId)).toMatchObject({
          end: { outcome: { kind: 'lost' } },
        });
        await expect(use.readAll(specification.jobId)).rejects.toThrow(OutputsLost);
        await use.engine.destroy(specification.jobId);
      });
    });
  });
}

/** What the runtime has no part in. */
describe('whatever the runtime', () => {
  const use = useEngine('run');

  describe('a run', () => {
    it('refuses a second run of the same job and leaves the first alone', async () => {
      const specification = await use.specify('loop');
      const { end } = await use.engine.run(specification);
      await expect(use.engine.run(specification)).rejects.toThrow(RunExists);
      expect(await use.engine.observe(specification.jobId)).toMatchObject({ kind: 'running' });
      await use.engine.destroy(specification.jobId);
      await end;
    });

    it('keeps its good end when it is taken up after its time', async () => {
      const specification = await use.specify('ok');
      await (
        await use.engine.run(specification)
      ).end;
      const observed = await use.engine.observe(specification.jobId);
      const late = await (await use.engine.resume(specification.jobId, { wallSeconds: 0 })).end;
      expect(late.outcome).toEqual({ kind: 'exited', code: 0 });
      expect(observed).toMatchObject({ end: { usage: { wallSeconds: late.usage.wallSeconds } } });
      await use.engine.destroy(specification.jobId);
    });
  });

  describe('a job that was timed out', () => {
    it('is not run again before it was destroyed', async () => {
      const specification = await use.specify('loop', { limits: { wallSeconds: 0.2 } });
      expect((await (await use.engine.run(specification)).end).outcome).toEqual({ kind: 'timed_out' });
      await expect(use.engine.run(specification)).rejects.toThrow(RunExists);
      await use.engine.destroy(specification.jobId);
    });
  });

  describe('collecting', () => {
    it('stops at its bounds', async () => {
      const specification = await use.specify('undeclared');
      await (
        await use.engine.run(specification)
      ).end;
      await expect(use.readAll(specification.jobId, { maxEntries: 3, maxBytes: 1 << 20 })).rejects.toThrow(
        OutputTooLarge,
      );
      await expect(use.readAll(specification.jobId, { maxEntries: 10, maxBytes: 100 })).rejects.toThrow(
        OutputTooLarge,
      );
      expect(await use.readAll(specification.jobId)).toHaveLength(4);
      await use.engine.destroy(specification.jobId);
    });
  });
});
