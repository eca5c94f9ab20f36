import { AtollError } from '@atoll/schemas/error';
import { createRoute, z } from '@hono/zod-openapi';
import type { App } from './app.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Logger } from './logger.ts';
import { problemResponses } from './problem.ts';
import { shareLook } from './share-look.ts';

/** Something that a service needs before it can serve: resolves when it is there, throws when not. */
export interface ReadinessCheck {
  readonly name: string;
  readonly check: (signal: AbortSignal) => Promise<unknown>;
  /** Milliseconds after which the check counts as failed, 2000 unless given. */
  readonly timeoutMs?: number;
}

const CheckOutcome = z.object({
  name: z.string(),
  ok: z.boolean(),
  milliseconds: z.number(),
  reason: z.string().optional(),
});
type CheckOutcome = z.infer<typeof CheckOutcome>;

/** The service runs but something it needs does not answer. */
export class NotReady extends AtollError {
  constructor(checks: readonly CheckOutcome[]) {
    const failed = checks.filter((check) => !check.ok);
    super({
      code: 'not_ready',
      message: failed.map((check) => `${check.name}: ${check.reason ?? 'failed'}`).join('; '),
      hint: 'wait until the named parts answer, or check how the service is configured',
      retryable: true,
      data: { checks },
    });
  }
}

class CheckTimedOut extends Error {}

async function timed(check: ReadinessCheck, clock: Clock): Promise<CheckOutcome & { cause?: unknown }> {
  const started = clock.monotonic();
  const timeoutMs = check.timeoutMs ?? 2000;
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new CheckTimedOut()), timeoutMs);
  });
  const milliseconds = () => Math.round(clock.monotonic() - started);
  try {
    await Promise.race([check.check(abort.signal), late]);
    return { name: check.name, ok: true, milliseconds: milliseconds() };
  } catch (cause) {
    // Only errors made for readers are quoted: a driver's message may hold an address or a credential.
    const reason =
      cause instanceof CheckTimedOut
        ? `no answer within ${timeoutMs} ms`
        : cause instanceof AtollError
          ? cause.message
          : 'failed; the log has the cause';
    return { name: check.name, ok: false, milliseconds: milliseconds(), reason, cause };
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

const health = createRoute({
  method: 'get',
  path: '/health',
  summary: 'Is the process alive',
  responses: {
    200: {
      description: 'the process answers',
      content: { 'application/json': { schema: z.object({ status: z.literal('alive') }) } },
    },
  },
});

const ready = createRoute({
  method: 'get',
  path: '/ready',
  summary: 'Can the service serve',
  responses: {
    200: {
      description: 'everything it needs answers',
      content: {
        'application/json': {
          schema: z.object({ status: z.literal('ready'), checks: z.array(CheckOutcome) }),
        },
      },
    },
    ...problemResponses('not_ready'),
  },
});

/** What failed, without what changes from one look to the next. */
const kindOf = (cause: unknown): string => {
  if (cause instanceof AtollError) return cause.code;
  return cause instanceof Error ? cause.message : String(cause);
};

/** Tells the log when a check begins to fail, fails otherwise than before, or passes again: probes come many times a minute. */
class Told {
  readonly #failing = new Map<string, string>();

  tell(logger: Logger, { name, ok, cause }: { name: string; ok: boolean; cause?: unknown }): void {
    const before = this.#failing.get(name);
    if (ok) {
      if (this.#failing.delete(name)) logger.info({ check: name }, 'readiness check passes');
      return;
    }
    const kind = kindOf(cause);
    if (kind === before) return;
    this.#failing.set(name, kind);
    logger.warn({ check: name, err: cause }, 'readiness check failed');
  }
}

/**
 * Adds `/health` (the process lives) and `/ready` (everything it needs answers; else 503 `not_ready` naming what failed).
 *
 * @example
 * addHealth(app, { checks: [{ name: 'database', check: () => database.ping() }] });
 */
export function addHealth(app: App, input: { checks: readonly ReadinessCheck[]; clock?: Clock }): void {
  const clock = input.clock ?? systemClock;
  const told = new Told();
  // Probes are counted for nobody: what they cost is bounded here.
  const look = shareLook(() => Promise.all(input.checks.map((check) => timed(check, clock))));
  app.openapi(health, (c) => c.json({ status: 'alive' as const }, 200));
  app.openapi(ready, async (c) => {
    const outcomes = await look();
    const checks = outcomes.map(({ cause: _cause, ...outcome }) => outcome);
    for (const outcome of outcomes) told.tell(c.get('logger'), outcome);
    if (checks.some((check) => !check.ok)) throw new NotReady(checks);
    return c.json({ status: 'ready' as const, checks }, 200);
  });
}
