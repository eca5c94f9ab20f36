import { setDraining } from '@atoll/sdk/set-draining';
import { Button } from '@atoll/ui/button.tsx';
import { useDeskChanged } from '@atoll/ui/desk/use-desk.ts';
import { Loaded } from '@atoll/ui/loading.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import type { ProviderDesk } from './environments-page.tsx';
import { useRegistration } from './use-registration.ts';

/** Leaving the market in good order, and coming back. */
export function Drain({ desk }: { desk: ProviderDesk }) {
  const { market, isOwn } = desk;
  const standing = useRegistration(desk);
  const changed = useDeskChanged();
  const switching = useAct(async (say, draining: boolean) => {
    say('Confirm it in your wallet');
    await setDraining(market, { draining });
    await changed();
  });
  return (
    <section aria-labelledby="drain">
      <h2 id="drain">Leaving</h2>
      <Loaded query={standing} what="Reading the registration">
        {({ draining }) => (
          <>
            <p>
              {draining
                ? 'This provider drains: it is sent no new order and finishes what it owes.'
                : 'This provider takes orders.'}
            </p>
            {isOwn ? (
              <Button busy={switching.act.state === 'running'} onClick={() => void switching.run(!draining)}>
                {draining ? 'Take orders again' : 'Take no new order'}
              </Button>
            ) : null}
            <ActStatus act={switching.act} done="It stands on chain." />
          </>
        )}
      </Loaded>
    </section>
  );
}
