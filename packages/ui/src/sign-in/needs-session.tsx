import { type MarketContext, type Session } from '@atoll/sdk/context';
import { readSession } from '@atoll/sdk/read-session';
import { signIn } from '@atoll/sdk/sign-in';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { z } from 'zod';
import { Button } from '../button.tsx';
import { Loaded } from '../loading.tsx';
import { ActStatus, useAct } from '../use-act.tsx';

const KeptSession = z.object({ token: z.string(), page: z.string() });
const keyOf = (service: string, address: string) => `atoll-session ${service} ${address}`;

/**
 * The session with a service: the browser's cookie where the page is the service's own. The token for a service elsewhere lives as long
 * as the tab, so that a reload asks for nothing again; it reads and moves nothing.
 */
function keptSession(service: string, address: string): Session | undefined {
  if (service === globalThis.location.origin) return 'cookie';
  const kept = globalThis.sessionStorage.getItem(keyOf(service, address));
  return kept === null ? undefined : KeptSession.parse(JSON.parse(kept));
}

function keepSession(service: string, address: string, session: Session): void {
  if (session !== 'cookie')
    globalThis.sessionStorage.setItem(keyOf(service, address), JSON.stringify(session));
}

const withSession = (market: MarketContext, service: string, session: Session): MarketContext => ({
  ...market,
  sessions: { ...market.sessions, [service]: session },
});

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
    queryFn: async () => {
      const kept = keptSession(service, address);
      if (kept === undefined) return { reader: undefined };
      const reader = withSession(market, service, kept);
      const { address: signedIn } = await readSession(reader, service);
      return { reader: signedIn === address ? reader : undefined };
    },
    staleTime: 60_000,
  });
  const entering = useAct(async (say) => {
    say('Sign the message in your wallet');
    const { session: made } = await signIn(market, service);
    keepSession(service, address, made);
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
