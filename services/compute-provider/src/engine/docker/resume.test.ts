import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@atoll/server-kit/clock';
import Docker from 'dockerode';
import { afterEach, expect, test } from 'vitest';
import type { DockerContext } from './context.ts';
import { holderName, runName } from './names.ts';
import { resume } from './resume.ts';

/* An engine whose clock says when the provider is back, which with a real one would take as long. */

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

const started = Date.parse('2026-01-01T00:00:00Z');
const at = (seconds: number) => new Date(started + seconds * 1000).toISOString();
const never = '0001-01-01T00:00:00Z';
const jobId = `0x${'7'.repeat(64)}`;

const container = (name: string, state: Readonly<Record<string, unknown>>) => ({
  Id: name,
  Name: `/${name}`,
  State: { Status: 'exited', Running: false, OOMKilled: false, ExitCode: 0, ...state },
  Config: { Labels: {} },
  HostConfig: {},
});

/** @param endsAfter seconds that the run took; @param back seconds after its start at which the provider asks */
async function engineWith(run: { endsAfter: number; back: number }): Promise<DockerContext> {
  let waited = run.back >= run.endsAfter;
  const answers: Readonly<Record<string, () => unknown>> = {
    '/info': () => ({
      ServerVersion: '1',
      DefaultRuntime: 'runc',
      NCPU: 1,
      MemTotal: 1,
      OSType: 'linux',
      MemoryLimit: true,
      PidsLimit: true,
      CpuCfsQuota: true,
      SystemTime: at(run.back),
    }),
    [`/containers/${runName(jobId)}/json`]: () =>
      container(
        runName(jobId),
        waited
          ? { StartedAt: at(0), FinishedAt: at(run.endsAfter) }
          : { Status: 'running', Running: true, StartedAt: at(0), FinishedAt: never },
      ),
    [`/containers/${holderName(jobId)}/json`]: () =>
      container(holderName(jobId), { Running: true, StartedAt: at(-1), FinishedAt: never }),
    [`/containers/${runName(jobId)}/wait`]: () => {
      waited = true;
      return { StatusCode: 0 };
    },
  };
  const answer = (reply: ServerResponse, path: string) => {
    const found = answers[path];
    reply.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
    reply.end(JSON.stringify(found?.() ?? { message: 'no such thing' }));
  };
  const server = createServer((request, reply) =>
    answer(reply, new URL(request.url ?? '', 'http://engine.test').pathname),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close().closeAllConnections());
  // The server listens on TCP, so its address is one.
  const { port } = server.address() as AddressInfo;
  const docker = new Docker({ host: '127.0.0.1', port, protocol: 'http' });
  // The rest is not asked for.
  return { docker, clock: systemClock } as DockerContext;
}

test('a run that ended while nobody watched took as long as it ran, and not until somebody came back', async () => {
  const engine = await engineWith({ endsAfter: 0.7, back: 3600 });
  const { end } = await resume(engine, jobId, { wallSeconds: 7200 });
  expect(await end).toMatchObject({ outcome: { kind: 'exited', code: 0 }, usage: { wallSeconds: 0.7 } });
});

test('a run that goes on when it is taken up is measured from its start', async () => {
  const engine = await engineWith({ endsAfter: 7000, back: 3600 });
  const { end } = await resume(engine, jobId, { wallSeconds: 7200 });
  const { usage } = await end;
  expect(usage.wallSeconds).toBeGreaterThanOrEqual(3600);
  expect(usage.wallSeconds).toBeLessThan(3660);
});
