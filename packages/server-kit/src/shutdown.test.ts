import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';
import { createShutdown } from './shutdown.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

class FakeProcess extends EventEmitter {
  readonly exited = Promise.withResolvers<number>();
  readonly codes: number[] = [];
  exit(code: number): void {
    this.codes.push(code);
    this.exited.resolve(code);
  }
}

test('a signal closes everything once, the last added first, and exits with 0', async () => {
  const events = new FakeProcess();
  const shutdown = createShutdown({ logger, process: events });
  const closed: string[] = [];
  shutdown.add('database', () => closed.push('database'));
  shutdown.add('http', async () => closed.push('http'));
  events.emit('SIGTERM');
  expect(await events.exited.promise).toBe(0);
  await shutdown.run('again');
  expect(closed).toEqual(['http', 'database']);
});

test('a part that hangs is left at the deadline, the others close, and the exit code is 1', async () => {
  const events = new FakeProcess();
  const shutdown = createShutdown({ logger, process: events, deadlineMs: 30 });
  let closed = false;
  shutdown.add('database', () => {
    closed = true;
  });
  shutdown.add('stuck', () => new Promise(() => undefined));
  events.emit('SIGINT');
  expect(await events.exited.promise).toBe(1);
  expect(closed).toBe(true);
});

test('a second signal exits at once with 130', async () => {
  const events = new FakeProcess();
  createShutdown({ logger, process: events }).add('stuck', () => new Promise(() => undefined));
  events.emit('SIGINT');
  events.emit('SIGINT');
  expect(events.codes).toEqual([130]);
});

test('an error that nobody caught ends the service with 1', async () => {
  const events = new FakeProcess();
  createShutdown({ logger, process: events });
  events.emit('uncaughtException', new Error('oops'));
  expect(await events.exited.promise).toBe(1);
});

test('the end of the parent ends the service only where it was asked for', async () => {
  const bound = new FakeProcess();
  createShutdown({ logger, process: bound, exitWithParent: true });
  bound.emit('disconnect');
  expect(await bound.exited.promise).toBe(0);
  const free = new FakeProcess();
  createShutdown({ logger, process: free });
  expect(free.listenerCount('disconnect')).toBe(0);
});
