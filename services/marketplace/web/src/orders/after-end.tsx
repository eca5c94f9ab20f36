import type { MarketContext } from '@atoll/sdk/context';
import { sha256 } from '@atoll/sdk/digest';
import { disputeBond } from '@atoll/sdk/dispute-bond';
import { disputeJob } from '@atoll/sdk/dispute-job';
import { lapseDispute } from '@atoll/sdk/lapse-dispute';
import { endOfJob } from '@atoll/sdk/job-end';
import { rateJob } from '@atoll/sdk/rate-job';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { Button } from '@atoll/ui/button.tsx';
import { Field } from '@atoll/ui/field.tsx';
import { Loaded, Loading } from '@atoll/ui/loading.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { duration, Moment } from '@atoll/ui/moment.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useIndexed } from '@atoll/ui/use-indexed.ts';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useChainTime } from '@atoll/ui/wallet/use-chain-time.ts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { DisputeFacts, findDispute } from './dispute-facts.tsx';
import type { ChainJob } from './order-page.tsx';

/** What can be done about a run that has ended: rate it, dispute it. */
export function AfterEnd({ market, job }: { market: MarketContext; job: ChainJob }) {
  if (job.paid === '0') return null;
  return (
    <>
      <Rate market={market} job={job} />
      <Dispute market={market} job={job} />
    </>
  );
}

function Rate({ market, job }: { market: MarketContext; job: ChainJob }) {
  const indexer = useIndexer();
  const indexed = useIndexed();
  const [score, setScore] = useState<number>();
  const given = useQuery({
    queryKey: ['rating', job.jobId],
    queryFn: async () => (await indexer.ratings.list({ jobId: job.jobId })).items[0] ?? null,
  });
  const rate = useAct(async (say) => {
    if (score === undefined) return;
    say('Confirm in your wallet');
    await indexed(say, await rateJob(market, { jobId: job.jobId, score }));
  });
  return (
    <section className="card" aria-label="Rating">
      <h2>Rate the run</h2>
      <Loaded query={given} what="Looking for your rating">
        {(rating) =>
          rating !== null || rate.act.state === 'done' ? (
            <p role="status">You rated this run {rating?.score ?? score} of 5. A run is rated once.</p>
          ) : (
            <form
              onSubmit={(event) => {
                event.preventDefault();
                void rate.run();
              }}
            >
              <fieldset>
                <legend>From 1 (bad) to 5 (good); it counts by what you paid</legend>
                <div className="row">
                  {[1, 2, 3, 4, 5].map((each) => (
                    <label className="choice" key={each}>
                      <input
                        type="radio"
                        name="score"
                        required
                        checked={score === each}
                        onChange={() => setScore(each)}
                      />
                      {each}
                    </label>
                  ))}
                </div>
              </fieldset>
              <Button type="submit" look="main" busy={rate.act.state === 'running'}>
                Rate
              </Button>
              <ActStatus act={rate.act} />
            </form>
          )
        }
      </Loaded>
    </section>
  );
}

function useDispute(market: MarketContext, job: ChainJob) {
  const indexer = useIndexer();
  return useQuery({
    queryKey: ['dispute', job.jobId],
    queryFn: async () => {
      const { chain } = market;
      const [found, window, bond] = await Promise.all([
        findDispute(indexer, job),
        chain.publicClient.readContract({
          address: chain.addresses.jobs,
          abi: jobsAbi,
          functionName: 'disputeWindow',
        }),
        endOfJob(chain, job.jobId).then((end) => disputeBond(chain, end)),
      ]);
      return { dispute: found, closes: (job.endedAt ?? 0) + window, bond };
    },
  });
}

function Dispute({ market, job }: { market: MarketContext; job: ChainJob }) {
  const now = useChainTime();
  const indexed = useIndexed();
  const [evidence, setEvidence] = useState<File>();
  const state = useDispute(market, job);
  const open = useAct(async (say) => {
    if (evidence === undefined) return;
    const digest = await sha256(new Uint8Array(await evidence.arrayBuffer()));
    say('Confirm in your wallet: the allowance for the bond, where it is missing, then the dispute');
    await indexed(say, await disputeJob(market, { jobId: job.jobId, evidence: digest }));
  });
  const lapse = useAct(async (say) => {
    say('Confirm in your wallet');
    await indexed(say, await lapseDispute(market, { jobId: job.jobId }));
  });
  return (
    <details className="card">
      <summary>Something is wrong with this run</summary>
      <Loaded query={state} what="Looking whether it can be disputed">
        {({ dispute, closes, bond }) => {
          if (dispute !== undefined)
            return (
              <>
                <p role="status">
                  Disputed <Moment at={dispute.openedAt} />: {dispute.state}.
                </p>
                <DisputeFacts dispute={dispute} />
                {dispute.state === 'open' && now !== undefined && now > dispute.ruleBy ? (
                  <>
                    <p>
                      <strong>The arbiter stayed silent.</strong> Whoever says so on chain ends the dispute:
                      your bond comes back, and nobody is slashed.
                    </p>
                    <Button busy={lapse.act.state === 'running'} onClick={() => void lapse.run()}>
                      End the dispute
                    </Button>
                    <ActStatus act={lapse.act} done="It is ended; your bond is credited." />
                  </>
                ) : null}
              </>
            );
          if (now === undefined) return <Loading what="Reading the chain’s time" />;
          if (now > closes)
            return (
              <p>
                The time to dispute it ended <Moment at={closes} />.
              </p>
            );
          return (
            <form
              onSubmit={(event) => {
                event.preventDefault();
                void open.run();
              }}
            >
              <p>
                A dispute freezes the provider’s collateral until an arbiter rules. It takes a bond of{' '}
                <Money amount={bond} token={job.token} />, which comes back unless the arbiter finds no
                ground. What was paid stays paid; a ruling moves collateral. You can open one for another{' '}
                {duration(closes - now)}.
              </p>
              <Field
                label="Evidence"
                hint="A document that both sides and the arbiter can be shown. Only its digest goes on chain: keep the file."
              >
                {(control) => (
                  <input
                    {...control}
                    type="file"
                    required
                    onChange={({ target }) => setEvidence(target.files?.[0])}
                  />
                )}
              </Field>
              <Button type="submit" look="danger" busy={open.act.state === 'running'}>
                Open a dispute
              </Button>
              <ActStatus act={open.act} done="The dispute is open." />
            </form>
          );
        }}
      </Loaded>
    </details>
  );
}
