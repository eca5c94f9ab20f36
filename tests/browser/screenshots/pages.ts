import { type Address } from '@atoll/schemas/ids';
import { type LivingMarket } from '../support/market.ts';

/** A page to be pictured. */
export interface Shot {
  readonly name: string;
  /** Below the origin of the service. */
  readonly path: string;
  readonly service: 'marketplace' | 'compute-provider';
  /** Whose wallet is connected; nobody's unless given. */
  readonly as?: 'buyer' | 'owner';
  /** What is pressed before the picture is taken, by its text. */
  readonly press?: RegExp;
}

/** Every page of both apps. */
export function shotsOf(market: LivingMarket, provider: Address): Shot[] {
  const dataset = encodeURIComponent(market.dataset.id);
  const algorithm = encodeURIComponent(market.algorithm.id);
  const page = (name: string, path: string, as?: 'buyer' | 'owner'): Shot => ({
    name,
    path,
    service: 'marketplace',
    ...(as === undefined ? {} : { as }),
  });
  const desk = (name: string, path: string): Shot => ({
    name: `desk-${name}`,
    path: `/desk${path}`,
    service: 'compute-provider',
    as: 'owner',
  });
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
    page('governance', '/governance', 'buyer'),
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
    desk('environments', '/environments'),
    desk('queue', '/queue'),
  ];
}
