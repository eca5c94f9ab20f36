import type { MarketContext } from '@atoll/sdk/context';
import { collectDispute } from '@atoll/sdk/collect-dispute';
import { Button } from '@atoll/ui/button.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useIndexed } from '@atoll/ui/use-indexed.ts';
import type { DisputeView } from './dispute-facts.tsx';

/** Pays out what a ruling took while the market did not accept the token. Nothing is shown where nothing is owed. */
export function CollectSlashed({ market, dispute }: { market: MarketContext; dispute: DisputeView }) {
  const indexed = useIndexed();
  const collecting = useAct(async (say) => {
    say('Confirm in your wallet');
    await indexed(say, await collectDispute(market, { jobId: dispute.jobId }));
  });
  if (dispute.state !== 'owed') return null;
  return (
    <>
      <p>
        What the ruling took is not paid out yet: the market did not accept its token then. Once it does
        again, anybody can have it paid.
      </p>
      <Button busy={collecting.act.state === 'running'} onClick={() => void collecting.run()}>
        Have it paid out
      </Button>
      <ActStatus act={collecting.act} done="It is credited." />
    </>
  );
}
