import type { MarketContext, Session } from '@atoll/sdk/context';
import { readSession } from '@atoll/sdk/read-session';
import { maySignIn, signIn } from '@atoll/sdk/sign-in';
import type { Say } from '../use-act.tsx';
import { keepSession, keptSession } from './kept-session.ts';

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
  keepSession(service, addressOf(market), session);
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
