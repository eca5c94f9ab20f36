import { type MarketContext, type Session } from '@atoll/sdk/context';
import { readSession } from '@atoll/sdk/read-session';
import { maySignIn, signIn } from '@atoll/sdk/sign-in';
import { z } from 'zod';
import { type Say } from '../use-act.tsx';

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

const addressOf = ({ account }: MarketContext): string => account.address.toLowerCase();

const withSession = (market: MarketContext, service: string, session: Session): MarketContext => ({
  ...market,
  sessions: { ...market.sessions, [service]: session },
});

/** The account's way to read at a service by a session that is there already and holds; undefined without one. */
export async function keptReader(market: MarketContext, url: string): Promise<MarketContext | undefined> {
  const service = new URL(url).origin;
  const kept = keptSession(service, addressOf(market));
  if (kept === undefined) return undefined;
  const reader = withSession(market, service, kept);
  const { address } = await readSession(reader, service);
  return address === addressOf(market) ? reader : undefined;
}

/** Signs in at a service and keeps the session for as long as the tab is open. */
export async function enter(market: MarketContext, url: string): Promise<MarketContext> {
  const service = new URL(url).origin;
  const { session } = await signIn(market, service);
  if (session !== 'cookie')
    globalThis.sessionStorage.setItem(keyOf(service, addressOf(market)), JSON.stringify(session));
  return withSession(market, service, session);
}

/**
 * The account's way to read what is its own at a service: by the session that is there, else by signing in once, for everything that is
 * read there in this tab. Where the service does not list this page each request is signed for itself.
 */
export async function readerAt(market: MarketContext, url: string, say: Say): Promise<MarketContext> {
  const kept = await keptReader(market, url);
  if (kept !== undefined) return kept;
  if (!(await maySignIn(market, url))) {
    say('Sign the request in your wallet');
    return market;
  }
  say('Sign in at the provider with your wallet, once for this tab');
  return enter(market, url);
}
