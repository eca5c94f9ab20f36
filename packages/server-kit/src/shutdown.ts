import type { EventEmitter } from 'node:events';
import type { Logger } from './logger.ts';

type Closer = () => Promise<unknown> | unknown;

/** The signals and channels of a process that a shutdown listens to; `process` itself but in tests. */
export interface ProcessEvents extends Pick<EventEmitter, 'on'> {
  exit(code: number): void;
}

export interface Shutdown {
  /** Adds what must be closed; the last added is closed first. */
  add(name: string, closer: Closer): void;
  /** Closes everything once and answers the exit code: 0, or 1 when something failed or took too long. */
  run(reason: string): Promise<number>;
}

class DeadlinePassed extends Error {}

async function within<T>(work: Promise<T>, deadlineMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DeadlinePassed(`not closed within ${deadlineMs} ms`)), deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Ends a service in order: on SIGINT, SIGTERM or an error that nobody caught, the closers run in reverse order, all of
 * them within the deadline, and the process exits. A second signal exits at once with 130.
 *
 * @param input.exitWithParent also end when the IPC channel to the parent closes, so that a service that was started
 * by a test or by the demo does not outlive it
 * @example
 * const shutdown = createShutdown({ logger, exitWithParent: env.ATOLL_EXIT_WITH_PARENT, process });
 * shutdown.add('database', () => database.close());
 */
export function createShutdown(input: {
  logger: Logger;
  process: ProcessEvents;
  exitWithParent?: boolean;
  deadlineMs?: number;
}): Shutdown {
  const { logger, process: events, deadlineMs = 3500 } = input;
  const closers: { name: string; closer: Closer }[] = [];
  let running: Promise<number> | undefined;

  const closeAll = async (reason: string): Promise<number> => {
    logger.info({ reason }, 'shutting down');
    const until = performance.now() + deadlineMs;
    let code = 0;
    for (const { name, closer } of closers.toReversed()) {
      try {
        const left = Math.max(0, until - performance.now());
        await within(Promise.resolve().then(closer), left);
      } catch (error) {
        // One part that cannot close must not keep the others open; the exit code tells.
        logger.error({ err: error, part: name }, 'could not close');
        code = 1;
      }
    }
    logger.info({ code }, 'shut down');
    return code;
  };
  const run = (reason: string) => (running ??= closeAll(reason));
  const exitAfter = (reason: string, failed: boolean) => {
    void run(reason).then((code) => events.exit(failed ? 1 : code));
  };

  for (const signal of ['SIGINT', 'SIGTERM']) {
    events.on(signal, () => (running === undefined ? exitAfter(signal, false) : events.exit(130)));
  }
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    events.on(event, (error: unknown) => {
      logger.error({ err: error, event }, 'an error that nobody caught ends the service');
      exitAfter(event, true);
    });
  }
  if (input.exitWithParent === true) events.on('disconnect', () => exitAfter('the parent ended', false));

  return { add: (name, closer) => void closers.push({ name, closer }), run };
}
