import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@atoll/server-kit/clock';
import { holdPrivateEngine } from '@atoll/tests/support/engine/hold-private-engine';
import { findProgram, packageSystem } from '@atoll/tests/support/engine/packages';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import type { RuntimeChoice } from '../runtime-choice.ts';
import { createDockerEngine } from './create-engine.ts';
import { RuntimeMissing } from './runtime.ts';

const possible = (await packageSystem()).canInstall && (await findProgram('dockerd')) !== undefined;
if (!possible) console.log('skipped: a private engine needs Debian or Ubuntu, root and docker.io');

/** Adapters on an engine of the test's own, whose gVisor is the given shell script. */
async function withEngine(
  script: string | undefined,
  test: (open: (runtime: RuntimeChoice) => Promise<Engine>) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-runtime-test-'));
  const runsc = script === undefined ? undefined : join(directory, 'runsc');
  if (runsc !== undefined && script !== undefined) {
    await writeFile(runsc, `#!/bin/sh\n${script}\n`);
    await chmod(runsc, 0o755);
  }
  const { socketPath, stop } = await holdPrivateEngine({ directory, runsc, log: () => undefined });
  try {
    await test((runtime) =>
      createDockerEngine({
        socketPath,
        providerId: `test-runtime-${process.pid}`,
        imageDirectory: join(directory, 'images'),
        clock: systemClock,
        runtime,
      }),
    );
  } finally {
    await stop();
    await rm(directory, { recursive: true, force: true });
  }
}

describe.runIf(possible)('the runtime of jobs', { timeout: 60_000 }, () => {
  it('is the engine’s own where there is no gVisor, and gVisor cannot be had by asking for it', () =>
    withEngine(undefined, async (open) => {
      const description = await (await open('auto')).describe();
      expect(description).toMatchObject({ runtime: 'runc' });
      expect(description).not.toHaveProperty('refusedGvisor');
      await expect((await open('runsc')).describe()).rejects.toThrow(RuntimeMissing);
    }));

  it('is the engine’s own where gVisor is listed and does not work, with the reason, and nothing is left of the try', () =>
    withEngine('echo cannot >&2; exit 1', async (open) => {
      const engine = await open('auto');
      const description = await engine.describe();
      expect(description).toMatchObject({ runtime: 'runc', refusedGvisor: expect.stringContaining('runsc') });
      expect(await engine.list()).toEqual([]);
      await expect((await open('runsc')).describe()).rejects.toThrow(RuntimeMissing);
      expect(await (await open('runc')).describe()).toMatchObject({ runtime: 'runc' });
    }));
});
