import { type ChainAsset, readAsset } from '@atoll/chain/read-asset';
import { readPasses, readSeries } from '@atoll/chain/read-series';
import { readAdmission } from '@atoll/chain/read-approval';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';
import type { Leg, QuoteRequest } from '@atoll/schemas/order';
import type { Context } from '../context.ts';
import { StaleVersion } from '../approvals/approve-algorithm.ts';
import { type Approval, findApproval } from '../approvals/find-approval.ts';
import { type BoundSnapshot, findSnapshot } from '../datasets/find-snapshot.ts';
import { checkBuyerTerms } from '../desk/check-terms.ts';
import { DatasetChangedHands } from '../datasets/problems.ts';
import { ApprovalExpired, AssetNotActive, NotApproved, OrderInvalid, ProviderNotNamed } from './problems.ts';

/** The assets of a request as they stand on chain and here, each allowed to meet the others. */
export interface CheckedLegs {
  readonly token: Address;
  readonly datasets: readonly Leg[];
  readonly algorithm: Leg;
  readonly snapshots: readonly BoundSnapshot[];
  readonly approval: Approval;
  /** Longest review window of the datasets, in seconds. */
  readonly reviewSeconds: number;
}

const anyone = '0x0000000000000000000000000000000000000000';

/**
 * Reads and checks every asset of a request: current version, active, hosted here, open to this buyer, approved on chain and by the
 * custodian.
 * @param now time of the newest block
 */
export async function checkLegs(ctx: Context, request: QuoteRequest, now: number): Promise<CheckedLegs> {
  const wanted = request.datasets.toSorted((a, b) => (BigInt(a.assetId) < BigInt(b.assetId) ? -1 : 1));
  if (new Set(wanted.map(({ assetId }) => assetId)).size !== wanted.length)
    throw new OrderInvalid('a dataset is listed twice', 'list each dataset once');
  const algorithm = await readLeg(ctx, request.algorithm, 'algorithm');
  const only = algorithm.terms.provider;
  if (only !== anyone && only !== ctx.settings.provider)
    throw new ProviderNotNamed(request.algorithm.assetId, 'its author named another one');

  const datasets: ChainAsset[] = [];
  const legs: Leg[] = [];
  const found: BoundSnapshot[] = [];
  let approval: Approval | undefined;
  for (const each of wanted) {
    const asset = await readLeg(ctx, each, 'dataset');
    if (asset.terms.provider !== ctx.settings.provider)
      throw new ProviderNotNamed(each.assetId, 'its owner named another one');
    if (asset.terms.token !== algorithm.terms.token)
      throw new OrderInvalid('its assets are priced in different tokens', 'order assets of one token');
    const snapshot = await findSnapshot(ctx, { assetId: each.assetId, commitment: asset.commitment });
    if (snapshot.ownerEpoch !== asset.ownerEpoch) throw new DatasetChangedHands(each.assetId);
    found.push(snapshot);
    await checkBuyerTerms(ctx, { buyer: request.buyer, snapshot });
    await checkChainApproval(ctx, { datasetId: each.assetId, algorithm: request.algorithm, now });
    approval = await findApproval(ctx, {
      datasetId: each.assetId,
      algorithmId: request.algorithm.assetId,
      metadataDigest: request.algorithm.metadataDigest,
    });
    datasets.push(asset);
    legs.push(
      each.series === 0 ? legOf(asset) : await passLeg(ctx, asset, { request, series: each.series, now }),
    );
  }
  if (approval === undefined) throw new OrderInvalid('it has no dataset', 'name at least one dataset');
  checkProviders(ctx, approval.document.atoll.manifest, request.algorithm.assetId);
  return {
    token: algorithm.terms.token,
    datasets: legs,
    algorithm: legOf(algorithm),
    snapshots: found,
    approval,
    reviewSeconds: Math.max(...datasets.map((asset) => asset.terms.reviewWindow)),
  };
}

async function readLeg(
  ctx: Context,
  wanted: { assetId: string; metadataDigest: Bytes32 },
  kind: 'dataset' | 'algorithm',
): Promise<ChainAsset> {
  const asset = await readAsset(ctx.chain, BigInt(wanted.assetId));
  if (asset.kind !== kind)
    throw new OrderInvalid(`asset ${wanted.assetId} is no ${kind}`, `name a ${kind} there`);
  if (asset.state !== 'active') throw new AssetNotActive(wanted.assetId, asset.state);
  if (asset.metadataDigest !== wanted.metadataDigest)
    throw new StaleVersion(wanted.assetId, wanted.metadataDigest, asset.metadataDigest);
  return asset;
}

async function checkChainApproval(
  ctx: Context,
  input: { datasetId: string; algorithm: QuoteRequest['algorithm']; now: number },
): Promise<void> {
  const { datasetId, algorithm } = input;
  const digest = algorithm.metadataDigest;
  const approval = await readAdmission(ctx.chain, {
    datasetId: BigInt(datasetId),
    algorithmId: BigInt(algorithm.assetId),
    algorithmDigest: digest,
  });
  if (approval === undefined)
    throw new NotApproved(datasetId, digest, 'its owner has approved neither it nor its publisher');
  if (approval.expiresAt <= input.now) throw new ApprovalExpired(datasetId, digest, approval.expiresAt);
  if (approval.runsLeft === 0) throw new NotApproved(datasetId, digest, 'the approved runs are used up');
}

/** The author may have named the providers that may run the algorithm. */
function checkProviders(ctx: Context, manifest: AlgorithmManifest, assetId: string): void {
  if (manifest.providers !== undefined && !manifest.providers.includes(ctx.settings.provider))
    throw new ProviderNotNamed(assetId, 'its manifest names other providers');
}

/**
 * A dataset that a pass pays for: the buyer holds a unit of a series that is valid in this token, for as long as the quote may be
 * ordered. The series' price takes the place of the asset's.
 */
async function passLeg(
  ctx: Context,
  asset: ChainAsset,
  input: { request: QuoteRequest; series: number; now: number },
): Promise<Leg> {
  const where = { assetId: asset.tokenId, series: input.series };
  const [series, units] = await Promise.all([
    readSeries(ctx.chain, where),
    readPasses(ctx.chain, { ...where, holder: input.request.buyer }),
  ]);
  const data = { assetId: asset.tokenId.toString(), series: input.series };
  if (series.token !== asset.terms.token)
    throw new OrderInvalid('its pass is paid in another token', 'have the units refunded', data);
  if (series.expiresAt < input.now + ctx.settings.quoteSeconds)
    throw new OrderInvalid('its pass expires too soon', 'order without the pass, or with a later one', data);
  if (units === 0n)
    throw new OrderInvalid('its buyer holds no unit of the pass', 'buy a unit of the series first', data);
  return { ...legOf(asset), price: series.price, series: input.series };
}

const legOf = (asset: ChainAsset): Leg => ({
  assetId: asset.tokenId,
  metadataDigest: asset.metadataDigest,
  payee: asset.payee,
  price: asset.terms.price,
  series: 0,
});
