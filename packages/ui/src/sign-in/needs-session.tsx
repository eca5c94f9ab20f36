import type { MarketContext } from '@atoll/sdk/context';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from '../button.tsx';
import { Loaded } from '../loading.tsx';
import { ActStatus, useAct } from '../use-act.tsx';
import { enter, keptReader } from './reader.ts';

/**
 * Shows its children once the connected account is signed in to a service, and until then a way to sign in.
 *
 * @param input.service origin of the service
 * @param input.purpose ends the sentence "Sign in …", e.g. `to see what waits for you`
 */
export function NeedsSession(input: {
  market: MarketContext;
  service: string;
  purpose: string;
  children: (market: MarketContext) => ReactNode;
}) {
  const { market, service, purpose, children } = input;
  const address = market.account.address.toLowerCase();
  const queries = useQueryClient();
  const queryKey = ['session', service, address];
  const session = useQuery({
    queryKey,
    queryFn: async () => ({ reader: await keptReader(market, service) }),
    staleTime: 60_000,
  });
  const entering = useAct(async (say) => {
    say('Sign the message in your wallet');
    await enter(market, service);
    await queries.invalidateQueries({ queryKey });
  });
  return (
    <Loaded query={session} what="Asking who is signed in">
      {({ reader }) =>
        reader === undefined ? (
          <section className="card" aria-label="Sign in">
            <h2>Sign in {purpose}</h2>
            <p>
              You sign a message with <code>{address}</code>. The session only reads: whatever moves money,
              rights or data asks for a signature of its own.
            </p>
            <p>
              <Button look="main" busy={entering.act.state === 'running'} onClick={() => void entering.run()}>
                Sign in
              </Button>
            </p>
            <ActStatus act={entering.act} />
          </section>
        ) : (
          children(reader)
        )
      }
    </Loaded>
  );
}
