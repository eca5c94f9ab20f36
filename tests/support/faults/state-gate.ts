import type { Bytes32 } from '@atoll/schemas/ids';
import type { JobState } from '@atoll/schemas/job';
import postgres from 'postgres';
import type { Stack } from '../stack/start.ts';
import { waitFor } from '../wait.ts';

/** Sees each state of a job as it is committed, and can hold a provider at a transition that it is about to commit. */
export interface StateGate {
  /** Resolves as soon as the job's state has been committed, before or after the call. */
  reached(jobId: Bytes32, state: JobState): Promise<void>;
  /** From now on nobody can commit this state of the job: the provider has done what comes before, and waits. */
  hold(jobId: Bytes32, state: JobState): Promise<void>;
  /** Waits until the provider is held at the state. */
  held(jobId: Bytes32): Promise<void>;
  /** Lets every transition through again. Of a provider that was killed meanwhile none is committed. */
  letGo(): Promise<void>;
  /** States of a job in the order in which they were committed. */
  timeline(jobId: Bytes32): Promise<readonly string[]>;
  /** Keys of the transactions that the provider has signed for a job. */
  signed(jobId: Bytes32): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** First half of the advisory locks that hold a transition; the second is the job. */
const lockClass = 7_001;

/**
 * Puts a trigger on the timeline of the stack's provider. A held transition waits inside its own transaction for a lock that this
 * connection has, so that a SIGKILL meets the provider exactly between the act and its commit.
 */
export async function openStateGate(stack: Stack): Promise<StateGate> {
  const url = stack.postgres.url('compute_provider');
  const sql = postgres(url, { max: 3, onnotice: () => undefined });
  const holder = await sql.reserve();
  await sql.unsafe(`
    create table if not exists public.held (job_id text, state text, primary key (job_id, state));
    create or replace function public.gate() returns trigger language plpgsql as $$
    begin
      if exists (select from public.held where job_id = new.job_id and state = new.state) then
        perform pg_advisory_xact_lock_shared(${lockClass}, hashtext(new.job_id));
      end if;
      perform pg_notify('state', new.job_id || ' ' || new.state);
      return new;
    end $$;
    create or replace trigger gate before insert on compute_provider.job_timeline
      for each row execute function public.gate()`);
  const seen = new Set<string>();
  const waiting = new Map<string, () => void>();
  const { unlisten } = await sql.listen('state', (payload) => {
    seen.add(payload);
    waiting.get(payload)?.();
  });
  return {
    reached: (jobId, state) =>
      new Promise((resolve) => {
        waiting.set(`${jobId} ${state}`, resolve);
        if (seen.has(`${jobId} ${state}`)) resolve();
      }),
    hold: async (jobId, state) => {
      await holder`select pg_advisory_lock(${lockClass}, hashtext(${jobId}))`;
      await sql`insert into public.held values (${jobId}, ${state})`;
    },
    held: async (jobId) => {
      await waitFor(
        `the provider to be held with job ${jobId}`,
        async () => {
          const [row] = await sql<{ waits: boolean }[]>`
          select exists (select from pg_locks where locktype = 'advisory' and not granted and classid = ${lockClass}
            and objid::bigint = hashtext(${jobId})::bigint & 4294967295) as waits`;
          return row?.waits;
        },
        { deadlineMs: 30_000 },
      );
    },
    letGo: async () => {
      await sql`delete from public.held`;
      await holder`select pg_advisory_unlock_all()`;
    },
    timeline: async (jobId) => {
      const rows = await sql<{ state: string }[]>`
        select state from compute_provider.job_timeline where job_id = ${jobId} order by id`;
      return rows.map(({ state }) => state);
    },
    signed: async (jobId) => {
      const rows = await sql<{ key: string }[]>`
        select key from compute_provider.transactions where key like ${`%${jobId}%`} order by key`;
      return rows.map(({ key }) => key.slice(0, key.indexOf(':')));
    },
    close: async () => {
      await unlisten();
      holder.release();
      await sql.end();
    },
  };
}
