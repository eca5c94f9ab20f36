import { type ChainAsset, readAsset } from '@atoll/chain/read-asset';
import { nextBlockTime } from '@atoll/chain/read-block-time';
import { readCeiling } from '@atoll/chain/read-ceiling';
import { type ChainEnvironment, readEnvironment } from '@atoll/chain/read-environment';
import { readFeeRate } from '@atoll/chain/read-fee-rate';
import { type ChainProvider, readProvider } from '@atoll/chain/read-provider';
import { type ChainSeries, readSeries } from '@atoll/chain/read-series';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { QuoteRequest } from '@atoll/schemas/order';
import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import type { MarketContext } from './context.ts';
import { sha256 } from './digest.ts';
import { QuoteRefused } from './errors.ts';
import { fetchDocument } from './fetch-document.ts';

/** What the chain itself says about the parts of a quote: the measure that a provider's answer is held against. */
export interface QuoteFacts {
  readonly chainId: number;
  readonly jobs: Address;
  /** Time of the next block at least, in seconds. */
  readonly now: number;
  readonly provider: ChainProvider;
  readonly environment: ChainEnvironment;
  /** Most that may be asked per second in this environment. */
  readonly ceiling: bigint;
  readonly feeRate: number;
  /** Assets of the request as they stand now, by token id. */
  readonly assets: ReadonlyMap<bigint, ChainAsset>;
  /** Series of the passes that were asked to pay, by the token id of their dataset. */
  readonly series: ReadonlyMap<bigint, ChainSeries>;
  /** sha-256 of the canonical JSON of the parameters. */
  readonly parametersDigest: Bytes32;
  /** Most seconds that may be ordered: what was asked for, or what the algorithm's manifest says. */
  readonly maxSeconds: number;
}

/** Reads what a quote is checked against. */
export async function readQuoteFacts(
  ctx: MarketContext,
  provider: Address,
  request: QuoteRequest,
): Promise<QuoteFacts> {
  const { chain } = ctx;
  const ids = [...request.datasets, request.algorithm].map((asset) => BigInt(asset.assetId));
  const [now, registered, environment, ceiling, feeRate, assets, series, parametersDigest, maxSeconds] =
    await Promise.all([
      nextBlockTime(chain),
      readProvider(chain, provider),
      readEnvironment(chain, { provider, environment: request.environment }),
      readCeiling(chain, { provider, environment: request.environment }),
      readFeeRate(chain),
      Promise.all(ids.map((id) => readAsset(chain, id))),
      Promise.all(request.datasets.flatMap((each) => (each.series === 0 ? [] : [seriesOf(chain, each)]))),
      sha256(canonicalJsonBytes(request.parameters)),
      request.maxSeconds ?? manifestSeconds(ctx, request.algorithm.metadataDigest),
    ]);
  return {
    chainId: chain.chainId,
    jobs: chain.addresses.jobs,
    now,
    provider: registered,
    environment,
    ceiling,
    feeRate,
    assets: new Map(assets.map((asset) => [asset.tokenId, asset])),
    series: new Map(series),
    parametersDigest,
    maxSeconds,
  };
}

async function seriesOf(
  chain: MarketContext['chain'],
  wanted: { assetId: string; series: number },
): Promise<[bigint, ChainSeries]> {
  const assetId = BigInt(wanted.assetId);
  return [assetId, await readSeries(chain, { assetId, series: wanted.series })];
}

async function manifestSeconds(ctx: MarketContext, digest: Bytes32): Promise<number> {
  const document = await fetchDocument(ctx, digest);
  if (document.atoll.kind === 'algorithm') return document.atoll.manifest.maxSeconds;
  throw new QuoteRefused('the algorithm that was asked for is a ' + document.atoll.kind, {
    field: 'algorithm',
  });
}
