import postgres from 'postgres';
import { ConfigurationRefused } from '../configuration-refused.ts';

/** How long a process that was killed may still seem to be connected. */
const aloneWithinMs = 15_000;

/** Signs of life in a row that may stay unanswered. */
const mostUnanswered = 5;

/**
 * Takes the lock that one provider process holds on its database: two would sign with the same nonces and run a job twice. The lock lives
 * as long as a connection of its own, so when that is lost (a database that crashed, say) another process may hold it, and steps that
 * the queue had handed out stay locked there: the process has to end and begin anew, which sorts out both. A database whose machine died, and
 * whose place another one took, says nothing of that: it is asked for signs of life.
 *
 * @param input.onLost called once when the connection is gone, or silent, and `holdAlone` did not let go of it
 * @param input.signEveryMs milliseconds between two signs of life, 2000 unless given
 * @returns what lets go of it
 */
export async function holdAlone(input: {
  databaseUrl: string;
  onLost: () => void;
  signEveryMs?: number;
}): Promise<() => Promise<void>> {
  const { databaseUrl, onLost, signEveryMs = 2000 } = input;
  let held = false;
  const lose = () => {
    if (held) onLost();
    held = false;
  };
  const sql = postgres(databaseUrl, {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    fetch_types: false,
    connection: { application_name: 'compute-provider-lock' },
    onclose: lose,
  });
  const until = performance.now() + aloneWithinMs;
  try {
    while (!held) {
      const [row] = await sql<{ taken: boolean }[]>`
        select pg_try_advisory_lock(hashtextextended('atoll.compute-provider', 0)) as taken`;
      held = row?.taken === true;
      if (!held && performance.now() > until) {
        throw new ConfigurationRefused(
          'another compute provider works with this database',
          'give each provider a DATABASE_URL of its own, or stop the other one',
        );
      }
      if (!held) await sql`select pg_sleep(0.2)`;
    }
  } catch (error) {
    await sql.end({ timeout: 1 });
    throw error;
  }
  // Counted and not timed: a process that was busy for long finds the answer a turn later.
  let unanswered = 0;
  const signs = setInterval(() => {
    unanswered += 1;
    if (unanswered === 1) sql`select 1`.then(() => (unanswered = 0), lose);
    else if (unanswered > mostUnanswered) lose();
  }, signEveryMs);
  return async () => {
    held = false;
    clearInterval(signs);
    await sql.end({ timeout: 1 });
  };
}
