import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Docker from 'dockerode';
import { afterEach, expect, test } from 'vitest';
import { EngineUnavailable } from '../errors.ts';
import type { DockerContext } from './context.ts';
import { ranOutOfMemory } from './out-of-memory.ts';
import type { ContainerState } from './replies.ts';

/* An engine whose answers come in the order that is hard to meet: the end of a run before its cause. */

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

async function engineThatTells(answer: (reply: ServerResponse, url: URL) => void): Promise<DockerContext> {
  const server = createServer((request, reply) =>
    answer(reply, new URL(request.url ?? '', 'http://engine.test')),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close().closeAllConnections());
  // The server listens on TCP, so its address is one.
  const { port } = server.address() as AddressInfo;
  const docker = new Docker({ host: '127.0.0.1', port, protocol: 'http' });
  // The rest is not asked for.
  return { docker } as DockerContext;
}

const ended = (state: Partial<ContainerState['State']>, runtime = 'runc'): ContainerState => ({
  Id: 'f'.repeat(64),
  Name: '/atoll-1',
  State: {
    Status: 'exited',
    Running: false,
    OOMKilled: false,
    ExitCode: 137,
    StartedAt: new Date(1_000_000),
    FinishedAt: new Date(1_007_500),
    ...state,
  },
  Config: { Labels: {} },
  HostConfig: { Runtime: runtime },
});

const unasked = (): never => {
  throw new Error('the engine was asked');
};

test('a run whose kill for memory is told after its end is out of memory, and the answer is not waited out', async () => {
  const asked: URL[] = [];
  const engine = await engineThatTells((reply, url) => {
    asked.push(url);
    reply.writeHead(200, { 'content-type': 'application/json' });
    reply.flushHeaders();
    // The stream stays open, as the engine's does until `until`.
    setImmediate(() => reply.write('{"status":"oom"}\n'));
  });
  expect(await ranOutOfMemory(engine, ended({}))).toBe(true);
  const parameters = asked.map(({ pathname, searchParams }) => [pathname, Object.fromEntries(searchParams)]);
  expect(parameters).toEqual([
    [
      '/events',
      {
        since: '1000',
        until: '1009.5',
        filters: JSON.stringify({ container: ['f'.repeat(64)], event: ['oom'] }),
      },
    ],
  ]);
});

test('a run that killed itself is not, but under gVisor, which loses the cause, whoever was killed is', async () => {
  const engine = await engineThatTells((reply) => reply.writeHead(200).end());
  expect(await ranOutOfMemory(engine, ended({}))).toBe(false);
  expect(await ranOutOfMemory(engine, ended({}, 'runsc'))).toBe(true);
});

test('what the engine has noted is not asked for again, and a run that got over a kill is a good one', async () => {
  const engine = await engineThatTells(unasked);
  expect(await ranOutOfMemory(engine, ended({ OOMKilled: true }))).toBe(true);
  expect(await ranOutOfMemory(engine, ended({ OOMKilled: true, ExitCode: 0 }))).toBe(false);
  expect(await ranOutOfMemory(engine, ended({ ExitCode: 3 }))).toBe(false);
});

test('an engine that goes away meanwhile has not said that memory was enough', async () => {
  const engine = await engineThatTells((reply) => {
    reply.writeHead(200).flushHeaders();
    setImmediate(() => reply.destroy());
  });
  await expect(ranOutOfMemory(engine, ended({}))).rejects.toThrow(EngineUnavailable);
});
