import type { JobView } from '@atoll/schemas/job';
import type { MarketContext } from '@atoll/sdk/context';
import { Button } from '@atoll/ui/button.tsx';
import { ErrorNotice } from '@atoll/ui/error-notice.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import type { ChainJob } from './order-page.tsx';
import { settlementWords, stateWords, usualWay } from './state-words.ts';
import { useToldJob } from './use-job.ts';

/** What happens inside the provider, live, once the buyer has signed for it. */
export function Progress({ market, job }: { market: MarketContext; job: ChainJob }) {
  const { told, begin } = useToldJob(market, job.jobId);
  const seen = 'job' in told ? told.job : undefined;
  return (
    <section className="card" aria-label="Progress">
      <h2>Progress at the provider</h2>
      {told.state === 'unasked' ? (
        <>
          <p>
            The provider tells the steps of a run to its buyer alone. One signature opens the live view, and
            the receipt and your other orders there while this tab is open; it costs nothing.
          </p>
          <Button look={job.state === 'ended' ? 'default' : 'main'} onClick={begin}>
            {job.state === 'ended' ? 'Show what happened' : 'Show live progress'}
          </Button>
        </>
      ) : null}
      {told.state === 'signing' ? (
        <p role="status">
          <span className="spinner" aria-hidden="true" /> {told.says}…
        </p>
      ) : null}
      {seen === undefined ? null : <Steps job={seen} live={told.state === 'live'} />}
      {told.state === 'failed' ? (
        <>
          <ErrorNotice error={told.error} onRetry={begin} />
          <p>The run goes on without this view. What the chain knows is shown above and stays up to date.</p>
        </>
      ) : null}
    </section>
  );
}

function Steps({ job, live }: { job: JobView; live: boolean }) {
  const reached = new Map(job.timeline.map(({ state, at }) => [state, at]));
  const passed = job.timeline.map(({ state }) => state);
  const others = passed.filter((state) => state !== 'quoted' && !usualWay.some((usual) => usual === state));
  const way = [
    ...usualWay.filter((state) => state !== 'output_review' || reached.has(state) || job.state === state),
    ...others,
  ];
  const ended = others.length > 0 || job.state === 'released';
  return (
    <>
      <p role="status">
        <strong>{stateWords[job.state]}</strong>
        {job.queue === undefined ? null : <Place queue={job.queue} />}
        {live && !ended ? <span className="faint"> · live</span> : null}
        {job.attempt > 1 ? <span className="faint"> · attempt {job.attempt}</span> : null}
      </p>
      {job.reason === undefined ? null : (
        <p className="notice warn">
          <strong>{job.reason.replaceAll('_', ' ')}</strong>: {job.hint}
        </p>
      )}
      <ol className="steps">
        {way.map((state) => {
          const at = reached.get(state);
          const shown =
            job.state === state ? (ended ? 'done' : 'now') : at === undefined ? 'waiting' : 'done';
          if (ended && shown === 'waiting') return null;
          return (
            <li key={state} data-state={shown} aria-current={shown === 'now' ? 'step' : undefined}>
              {stateWords[state]}
              {at === undefined ? null : (
                <span className="faint">
                  {' '}
                  <Moment at={at} />
                </span>
              )}
            </li>
          );
        })}
      </ol>
      <p className="faint">Money: {settlementWords[job.settlement]}.</p>
      {job.result?.keptUntil === undefined ? null : (
        <p>
          The provider keeps the result until <Moment at={job.result.keptUntil} />. Save its files before.
        </p>
      )}
    </>
  );
}

type Queue = NonNullable<JobView['queue']>;

const waitsFor: Readonly<Record<Queue['reason'], string>> = {
  starting: 'it is being started',
  waiting_slot: 'it waits for a free slot',
  waiting_gpu: 'it waits for a GPU',
  waiting_cpu: 'it waits for processor cores',
  waiting_memory: 'it waits for memory',
  waiting_turn: 'it waits its turn',
  waiting_retry: 'it is tried again in a moment',
};

function Place({ queue }: { queue: Queue }) {
  return (
    <span>
      {' '}
      (place {queue.position}; {waitsFor[queue.reason]})
    </span>
  );
}
