import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { canonicalJson } from '@atoll/schemas/canonical-json';
import { AtollError } from '@atoll/schemas/error';
import type { DatasetSnapshot, RegisterDataset, RegistrationProgress } from '@atoll/schemas/provider-api';
import type { Context } from '../context.ts';
import { type Progress, registerDataset } from './register-dataset.ts';

/** How long one request waits for the end of a registration. */
const waitMs = 20_000;

interface Registration {
  readonly digest: string;
  readonly startedAt: Date;
  readonly stop: AbortController;
  readonly done: Promise<DatasetSnapshot>;
  progress: () => Progress;
  hasEnded: boolean;
  /** Whether its outcome was given to somebody who looked: asking for the same again then means another version. */
  wasSeen: boolean;
}

/** The dataset of that name is being registered from something else. */
class RegistrationUnderWay extends AtollError {
  constructor(name: string) {
    super({
      code: 'conflict',
      message: `another snapshot of ${name} is being registered`,
      hint: 'wait for its end, or stop it with DELETE /datasets/{name}/staging',
      retryable: true,
      data: { name },
    });
  }
}

/** Registrations that are under way, one of a name. They outlive the request that began them, and end with the process. */
export interface Registrations {
  /**
   * Begins a registration, or joins the one of the same input, and waits a while for its end. An outcome is given once: who asks for the same
   * again gets another version.
   *
   * @throws AtollError `conflict`; what `registerDataset` throws
   */
  join(
    ctx: Context,
    input: RegisterDataset,
    options?: { waitMs?: number },
  ): Promise<DatasetSnapshot | RegistrationProgress>;
  /**
   * How far the one of a name is, or its outcome, which can be read until the next one of the name begins.
   *
   * @returns undefined where there is none
   * @throws what `registerDataset` threw
   */
  look(name: string): Promise<DatasetSnapshot | RegistrationProgress | undefined>;
  /** Stops the one of a name; nothing is left of it. @returns whether there was one */
  stop(name: string): Promise<boolean>;
  close(): Promise<void>;
}

export function createRegistrations(options: { waitMs?: number } = {}): Registrations {
  const byName = new Map<string, Registration>();
  const stopOne = async (name: string, registration: Registration) => {
    registration.stop.abort(new RegistrationStopped(name));
    await Promise.allSettled([registration.done]);
    byName.delete(name);
  };
  return {
    async join(ctx, input, joining = {}) {
      const digest = createHash('sha256').update(canonicalJson(input)).digest('hex');
      const found = byName.get(input.name);
      // One that has ended without anybody asking for its outcome is in nobody's way: its snapshot, if any, is listed.
      if (found !== undefined && found.digest !== digest && !found.hasEnded)
        throw new RegistrationUnderWay(input.name);
      const isSame = found?.digest === digest && !found.wasSeen;
      const registration = isSame ? found : begin(ctx, input, digest);
      byName.set(input.name, registration);
      const waiting = new AbortController();
      const ended = registration.done.then(
        (snapshot) => ({ snapshot }),
        (error: unknown) => ({ error }),
      );
      const first = await Promise.race([
        ended,
        pause(joining.waitMs ?? options.waitMs ?? waitMs, undefined, { signal: waiting.signal }),
      ]);
      waiting.abort();
      if (first === undefined) return shown(input.name, registration);
      if (byName.get(input.name) === registration) byName.delete(input.name);
      if ('error' in first) throw first.error;
      return first.snapshot;
    },
    async look(name) {
      const registration = byName.get(name);
      if (registration === undefined) return undefined;
      if (!registration.hasEnded) return shown(name, registration);
      registration.wasSeen = true;
      return registration.done;
    },
    async stop(name) {
      const registration = byName.get(name);
      if (registration === undefined) return false;
      await stopOne(name, registration);
      return true;
    },
    async close() {
      await Promise.all([...byName].map(([name, registration]) => stopOne(name, registration)));
    },
  };
}

const shown = (name: string, { startedAt, progress }: Registration): RegistrationProgress => ({
  registering: name,
  startedAt: startedAt.toISOString(),
  ...progress(),
});

function begin(ctx: Context, input: RegisterDataset, digest: string): Registration {
  const stop = new AbortController();
  const registration: Registration = {
    digest,
    startedAt: ctx.clock.now(),
    stop,
    progress: () => ({ phase: 'staging', files: 0, bytes: 0 }),
    hasEnded: false,
    wasSeen: false,
    done: registerDataset(ctx, input, {
      signal: stop.signal,
      onProgress: (own) => (registration.progress = own),
    }),
  };
  registration.done
    .catch((error: unknown) => {
      ctx.logger.warn({ err: error, name: input.name }, 'a dataset was not registered');
    })
    .finally(() => (registration.hasEnded = true));
  return registration;
}

/** Its custodian or the end of the process stopped it. */
class RegistrationStopped extends AtollError {
  constructor(name: string) {
    super({
      code: 'conflict',
      message: `registering ${name} was stopped`,
      hint: 'register it again where it is still wanted',
      data: { name },
    });
  }
}
