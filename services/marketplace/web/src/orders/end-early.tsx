import type { ReceiptSummary } from '@atoll/chain/write';
import { orderFromWire } from '@atoll/schemas/order';
import { cancelJob } from '@atoll/sdk/cancel-job';
import type { MarketContext } from '@atoll/sdk/context';
import { expireJob } from '@atoll/sdk/expire-job';
import { finalizeWithheld } from '@atoll/sdk/finalize-withheld';
import { Button } from '@atoll/ui/button.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useChainTime } from '@atoll/ui/wallet/use-chain-time.ts';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ChainJob } from './order-page.tsx';
import { wayOut } from './way-out.ts';

interface Parts {
  readonly market: MarketContext;
  readonly job: ChainJob;
}

/** Ways out of an order that has not ended: both agree to cancel, or a deadline has passed. */
export function EndEarly(parts: Parts) {
  const way = wayOut(parts.job, useChainTime());
  switch (way) {
    case 'cancel':
      return <Cancel {...parts} />;
    case 'wait':
      return <Wait {...parts} />;
    case 'withheld':
      return <Withheld {...parts} />;
    case 'expire':
      return <Expire {...parts} />;
    case undefined:
      return null;
  }
}

function Way({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="card" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** One button that ends the order, with what came of it. */
function EndButton(
  input: Parts & {
    says: string;
    label: string;
    done: string;
    look: 'main' | 'default';
    end: (market: MarketContext, order: ReturnType<typeof orderFromWire>) => Promise<ReceiptSummary>;
  },
) {
  const { market, job, says, label, done, look, end } = input;
  const queries = useQueryClient();
  const ending = useAct(async (say) => {
    say(says);
    await end(market, orderFromWire(job.order));
    await queries.invalidateQueries({ queryKey: ['chain-job', job.jobId] });
  });
  return (
    <>
      <Button look={look} busy={ending.act.state === 'running'} onClick={() => void ending.run()}>
        {label}
      </Button>
      <ActStatus act={ending.act} done={done} />
    </>
  );
}

function Cancel(parts: Parts) {
  return (
    <Way title="End it early">
      <p>
        While the run has not started the provider agrees to cancel, and everything comes back. If it does not
        report a run in time, you can end the order by yourself.
      </p>
      <EndButton
        {...parts}
        says="Sign the cancellation, then the request to the provider, then send both"
        label="Cancel the order"
        done="Cancelled; everything came back to you."
        look="default"
        end={cancelJob}
      />
    </Way>
  );
}

/** Most that a run without a released output costs, fee included. */
function Cap({ job }: { job: ChainJob }) {
  return (
    <>
      compute and the algorithm’s author get at most <Money amount={job.order.failureCap} token={job.token} />{' '}
      together
    </>
  );
}

function Wait({ job }: Parts) {
  return (
    <Way title="While it is reviewed">
      <p>
        The run is done, and the data’s owner looks at its output until <Moment at={job.reviewBy} />. Silence
        until then means that the output is withheld: the price of the data comes back to you, and{' '}
        <Cap job={job} />. Should the provider not say so on chain, you can do it here from then on. If
        nothing is settled until <Moment at={job.settleBy} />, you can have everything returned.
      </p>
    </Way>
  );
}

function Withheld(parts: Parts) {
  const { job } = parts;
  return (
    <Way title="End it">
      <p>
        <strong>The review is over and the output was not released.</strong> Whoever says so on chain has the
        price of the data and what was not used returned to you; <Cap job={job} />. It costs only the gas. If
        nobody does and nothing is settled until <Moment at={job.settleBy} />, you can have everything
        returned.
      </p>
      <EndButton
        {...parts}
        says="Confirm in your wallet"
        label="End it and get the rest back"
        done="It is over; what compute and algorithm did not cost came back to you."
        look="main"
        end={finalizeWithheld}
      />
    </Way>
  );
}

function Expire(parts: Parts) {
  return (
    <Way title="End it early">
      <p>
        <strong>
          {parts.job.state === 'reported'
            ? 'The run was reported and not settled in time.'
            : 'The provider let its deadline pass.'}
        </strong>{' '}
        Whoever says so on chain has everything returned to you, with a part of the provider’s collateral; it
        costs only the gas.
      </p>
      <EndButton
        {...parts}
        says="Confirm in your wallet"
        label="End it and get everything back"
        done="It is over; everything came back to you."
        look="main"
        end={expireJob}
      />
    </Way>
  );
}
