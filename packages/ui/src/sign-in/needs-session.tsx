import { type MarketContext } from '@atoll/sdk/context';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { z } from 'zod';
import { Button } from '../button.tsx';
import { Loaded } from '../loading.tsx';
import { ActStatus, useAct } from '../use-act.tsx';
import { readSession, signIn } from './sign-in.ts';
import { withSession } from './with-session.ts';

const KeptToken = z.object({ token: z.string() });
const keyOf = (service: string, address: string) => `atoll-session ${service} ${address.toLowerCase()}`;

/** The token of a session with a service of another origin. It lives as long as the tab, so that a reload asks for nothing again. */
function keptToken(service: string, address: string): string | undefined {
  const kept = globalThis.sessionStorage.getItem(keyOf(service, address));
  return kept === null ? undefined : KeptToken.parse(JSON.parse(kept)).token;
}

/** Two contexts of one account: `act` signs each request by the wallet, `read` reads by the session without asking the wallet. */
export interface Session {
  readonly act: MarketContext;
  readonly read: MarketContext;
}

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
  children: (session: Session) => ReactNode;
}) {
  const { market, service, purpose, children } = input;
  const address = market.account.address.toLowerCase();
  const queries = useQueryClient();
  const queryKey = ['session', service, address];
  const session = useQuery({
    queryKey,
    queryFn: async () => {
      const token = keptToken(service, address);
      const read = withSession(market, token);
      const { address: signedIn } = await readSession(read, service);
      return signedIn === address ? { read } : { read: undefined };
    },
    staleTime: 60_000,
  });
  const entering = useAct(async (say) => {
    say('Sign the message in your wallet');
    const { token } = await signIn(market, service);
    if (token !== undefined)
      globalThis.sessionStorage.setItem(keyOf(service, address), JSON.stringify({ token }));
    await queries.invalidateQueries({ queryKey });
  });
  return (
    <Loaded query={session} what="Asking who is signed in">
      {({ read }) =>
        read === undefined ? (
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
          children({ act: market, read })
        )
      }
    </Loaded>
  );
}
