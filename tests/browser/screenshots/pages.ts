import type { Address } from '@atoll/schemas/ids';
import type { LivingMarket } from '../support/market.ts';

/** A page to be pictured. */
export interface Shot {
  readonly name: string;
  /** Below the origin of the service. */
  readonly path: string;
  readonly service: 'marketplace' | 'compute-provider';
  /** Whose wallet is connected; nobody's unless given. */
  readonly as?: 'buyer' | 'owner';
  /** Whether the page shows nothing to who is not signed in. */
  readonly signsIn?: boolean;
  /** What is pressed before the picture is taken, by its text. */
  readonly press?: RegExp;
}

/** Every page of both apps. `owner` is whose statement is shown. */
export function shotsOf(market: LivingMarket, provider: Address, owner = provider): Shot[] {
  const today = new Date().toISOString().slice(0, 10);
  const dataset = encodeURIComponent(market.dataset.id);
  const algorithm = encodeURIComponent(market.algorithm.id);
  const page = (name: string, path: string, as?: 'buyer' | 'owner'): Shot => ({
    name,
    path,
    service: 'marketplace',
    ...(as === undefined ? {} : { as }),
  });
  const openDesk = (name: string, path: string): Shot => ({
    name: `desk-${name}`,
    path: `/desk${path}`,
    service: 'compute-provider',
    as: 'owner',
  });
  const desk = (name: string, path: string): Shot => ({ ...openDesk(name, path), signsIn: true });
  return [
    page('catalogue', '/'),
    page('catalogue-search', '/?q=tempratures&kind=dataset'),
    page('asset', `/assets/${dataset}`),
    page('asset-columns', `/assets/${dataset}#data`),
    page('asset-sample', `/assets/${dataset}#sample`),
    page('asset-rules', `/assets/${dataset}#rules`),
    page('asset-price', `/assets/${dataset}#price`),
    page('asset-runs', `/assets/${dataset}#runs`),
    page('asset-host', `/assets/${dataset}#host`),
    page('asset-provenance', `/assets/${dataset}#provenance`),
    page('asset-versions', `/assets/${dataset}#versions`),
    page('algorithm', `/assets/${algorithm}#program`),
    page('provider', `/provider/${provider}`),
    page('explorer', '/explorer'),
    page('explorer-orders', '/explorer#orders'),
    page('explorer-order', `/explorer/${market.jobId}`),
    page('buy', `/buy/${dataset}`, 'buyer'),
    page('orders', '/orders', 'buyer'),
    page('order', `/orders/${market.jobId}`, 'buyer'),
    page('keys', '/keys', 'buyer'),
    page('account', '/account', 'buyer'),
    page('publish', '/publish', 'owner'),
    page('owner', '/owner', 'owner'),
    page('statement', '/statement', 'owner'),
    page('statement-shown', `/statement?account=${owner}&from=2020-01-01&to=${today}`, 'owner'),
    page('governance', '/governance', 'buyer'),
    page('governance-parameters', '/governance#parameters', 'buyer'),
    page('governance-treasury', '/governance#treasury', 'buyer'),
    page('bounties', '/bounties', 'buyer'),
    page('rewards', '/rewards', 'buyer'),
    { ...page('owner-passes', '/owner', 'owner'), press: /^Passes/ },
    { ...page('order-dispute', `/orders/${market.jobId}`, 'buyer'), press: /^Something is wrong/ },
    desk('approvals', ''),
    desk('reviews', '/reviews'),
    desk('policy', '/policy'),
    desk('datasets', '/datasets'),
    { ...desk('datasets-domains', '/datasets'), press: /^What the \d+ columns/ },
    desk('runs', '/runs'),
    // All of it is public: nobody is asked to sign in there.
    openDesk('environments', '/environments'),
    desk('queue', '/queue'),
  ];
}
