import { setTimeout as pause } from 'node:timers/promises';
import { ProcessFailed } from '../process.ts';
import type { Service } from '../stack/service.ts';

/** Starts a service again whenever it has ended, as a supervisor does. */
export interface Supervision {
  /** Kills the service within this call, running or starting; it is started again. False where nobody was there to be killed. */
  kill(): boolean;
  /** Whether there is anybody to kill. */
  lives(): boolean;
  /** Lets it be started no more, waits for a start that is under way. */
  end(): Promise<void>;
}

/** Failures to start in a row, none of them by a kill of ours, after which the service is given up. */
const mostFailures = 40;

export function supervise(service: Service): Supervision {
  let ended = false;
  let killed = false;
  const loop = async () => {
    let failures = 0;
    while (!ended) {
      if (service.running()) {
        failures = 0;
        await pause(5);
        continue;
      }
      killed = false;
      try {
        await service.start();
      } catch (error) {
        if (!(error instanceof ProcessFailed)) throw error;
        // What it needs may be away as well: then it ends, and is started again.
        failures = killed ? 0 : failures + 1;
        if (failures >= mostFailures) throw error;
        if (!killed) await pause(250);
      }
    }
  };
  const running = loop();
  // Told by `end`; whoever waits for a service that was given up runs into a deadline first.
  running.catch(() => undefined);
  return {
    kill: () => {
      killed = true;
      return service.kill();
    },
    lives: () => service.lives(),
    end: async () => {
      ended = true;
      await running;
    },
  };
}
