import { cancelJob } from '@atoll/sdk/cancel-job';
import type { MarketContext } from '@atoll/sdk/context';
import { expireJob } from '@atoll/sdk/expire-job';
import { orderFromWire } from '@atoll/schemas/order';
import { Button } from '@atoll/ui/button.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useChainTime } from '@atoll/ui/wallet/use-chain-time.ts';
import { useQueryClient } from '@tanstack/react-query';
import type { ChainJob } from './order-page.tsx';

/** Ways out of an order that has not ended: both agree to cancel, or the deadline has passed. */
export function EndEarly({ market, job }: { market: MarketContext; job: ChainJob }) {
  const now = useChainTime();
  const queries = useQueryClient();
  const order = orderFromWire(job.order);
  const reread = () => queries.invalidateQueries({ queryKey: ['chain-job', job.jobId] });
  const cancel = useAct(async (say) => {
    say('Sign the cancellation, then the request to the provider, then send both');
    await cancelJob(market, order);
    await reread();
  });
  const expire = useAct(async (say) => {
    say('Confirm in your wallet');
    await expireJob(market, order);
    await reread();
  });
  if (job.state === 'ended') return null;
  const due = job.state === 'open' && now !== undefined && now > job.runBy;
  return (
    <section className="card" aria-label="End the order early">
      <h2>End it early</h2>
      {due ? (
        <>
          <p>
            <strong>The provider let its deadline pass.</strong> Whoever says so on chain has everything
            returned to you, with a part of the provider’s collateral; it costs only the gas.
          </p>
          <Button look="main" busy={expire.act.state === 'running'} onClick={() => void expire.run()}>
            End it and get everything back
          </Button>
          <ActStatus act={expire.act} done="It is over; everything came back to you." />
        </>
      ) : (
        <>
          <p>
            While the run has not started the provider agrees to cancel, and everything comes back. If it does
            not report a run in time, you can end the order by yourself.
          </p>
          <Button busy={cancel.act.state === 'running'} onClick={() => void cancel.run()}>
            Cancel the order
          </Button>
          <ActStatus act={cancel.act} done="Cancelled; everything came back to you." />
        </>
      )}
    </section>
  );
}
