import { paymentTokens } from '../deployment.ts';
import type { HistoryLog } from '../encode-event.ts';
import { events } from '../events.ts';
import {
  type Algorithm,
  below,
  cents,
  chance,
  type Dataset,
  type EndedJob,
  type MarketProvider,
  oneOf,
  someone,
  someWord,
  takeOneOf,
  type World,
  zeroAddress,
  zeroWord,
} from '../world.ts';

/** `uint32` of all ones: without limit. */
const unlimited = 0xffff_ffff;

const termsOf = (asset: Algorithm & { provider?: MarketProvider; derivativeRoyalty?: number }) => ({
  token: asset.token,
  price: asset.price,
  provider: asset.provider?.account ?? zeroAddress,
  beneficiary: asset.beneficiary,
  derivativeRoyalty: asset.derivativeRoyalty ?? 0,
  resaleRoyalty: 250,
  reviewWindow: 0,
});

function written(asset: Algorithm & { commitment?: Dataset['commitment'] }, kind: number): HistoryLog[] {
  return [
    events.assetMoved({ from: zeroAddress, to: asset.owner, tokenId: asset.id }),
    events.assetPublished({
      assetId: asset.id,
      owner: asset.owner,
      kind,
      metadataDigest: asset.metadataDigest,
      commitment: asset.commitment ?? zeroWord,
      terms: termsOf(asset),
    }),
  ];
}

const newAsset = (world: World, token: Algorithm['token']): Algorithm => ({
  id: BigInt(someWord(world.random)),
  token,
  owner: someone(world),
  beneficiary: chance(world, 0.2) ? someone(world) : zeroAddress,
  metadataDigest: someWord(world.random),
  version: 1,
  price: cents(world, 50, 2_000),
});

export function publishAlgorithm(world: World): readonly HistoryLog[] {
  const algorithm = newAsset(world, oneOf(world, paymentTokens) ?? paymentTokens[0]);
  world.algorithms.push(algorithm);
  // every tenth is a model
  return written(algorithm, chance(world, 0.1) ? 2 : 1);
}

function addDataset(world: World, provider: MarketProvider, source: EndedJob | undefined): Dataset {
  const dataset: Dataset = {
    ...newAsset(world, provider.token),
    ...(source !== undefined && { owner: source.order.buyer }),
    provider,
    active: true,
    ownerEpoch: 0,
    commitment: someWord(world.random),
    derivativeRoyalty: chance(world, 0.6) ? 500 + below(world, 1_000) : 0,
    approved: [],
    parent: source?.datasets[0],
    seriesCount: 0,
  };
  provider.datasets.push(dataset);
  world.datasets.push(dataset);
  return dataset;
}

export function publishDataset(world: World): readonly HistoryLog[] {
  const provider = oneOf(world, world.providers);
  return provider === undefined ? [] : written(addDataset(world, provider, undefined), 0);
}

/** The buyer of a released job publishes its output; the royalty is that of the parent's terms. */
export function publishDerived(world: World): readonly HistoryLog[] {
  const source = oneOf(world, world.ended);
  const parent = source?.datasets[0];
  if (source === undefined || source.outcome !== 0) return [];
  if (parent === undefined || parent.derivativeRoyalty === 0 || parent.parent !== undefined) return [];
  const dataset = addDataset(world, source.provider, source);
  return [
    ...written(dataset, 0),
    events.assetDerived({
      assetId: dataset.id,
      jobId: source.id,
      outputDigest: someWord(world.random),
      ancestors: [{ assetId: parent.id, rate: parent.derivativeRoyalty }],
    }),
  ];
}

export function editAsset(world: World): readonly HistoryLog[] {
  const asset = oneOf(world, chance(world, 0.8) ? world.datasets : world.algorithms);
  if (asset === undefined) return [];
  asset.version += 1;
  asset.metadataDigest = someWord(world.random);
  const commitment = 'commitment' in asset && chance(world, 0.5) ? someWord(world.random) : zeroWord;
  const { id: assetId, version, metadataDigest } = asset;
  // an algorithm's approvals name a version: the new one has none
  if (!('provider' in asset)) for (const dataset of world.datasets) withdrawApproval(dataset, asset);
  return [
    events.assetVersioned({ assetId, version, metadataDigest, commitment }),
    events.metadataUpdate({ _tokenId: assetId }),
  ];
}

function withdrawApproval(dataset: Dataset, algorithm: Algorithm): boolean {
  const at = dataset.approved.indexOf(algorithm);
  if (at >= 0) dataset.approved.splice(at, 1);
  return at >= 0;
}

export function changeTerms(world: World): readonly HistoryLog[] {
  const dataset = oneOf(world, world.datasets);
  if (dataset === undefined) return [];
  dataset.price = cents(world, 50, 2_000);
  return [events.termsChanged({ assetId: dataset.id, terms: termsOf(dataset) })];
}

export function changeState(world: World): readonly HistoryLog[] {
  const dataset = oneOf(world, world.datasets);
  if (dataset === undefined) return [];
  // what is paused comes back soon, what is active is seldom paused
  if (dataset.active && chance(world, 0.7)) return [];
  dataset.active = !dataset.active;
  return [events.assetStateChanged({ assetId: dataset.id, state: dataset.active ? 0 : 1 })];
}

/** A dataset that is sold is paused, and all that its former owner approved is void. */
export function sellDataset(world: World): readonly HistoryLog[] {
  const dataset = oneOf(world, world.datasets);
  const to = someone(world);
  if (dataset === undefined || dataset.owner === to) return [];
  const from = dataset.owner;
  const wasActive = dataset.active;
  dataset.owner = to;
  dataset.active = false;
  dataset.ownerEpoch += 1;
  dataset.approved.length = 0;
  return [
    events.assetMoved({ from, to, tokenId: dataset.id }),
    ...(wasActive ? [events.assetStateChanged({ assetId: dataset.id, state: 1 })] : []),
  ];
}

export function approveAlgorithm(world: World): readonly HistoryLog[] {
  const dataset = oneOf(world, world.datasets);
  const algorithm = oneOf(world, world.algorithms);
  if (dataset === undefined || algorithm === undefined) return [];
  if (algorithm.token !== dataset.token || dataset.approved.includes(algorithm)) return [];
  dataset.approved.push(algorithm);
  return [
    events.algorithmApproved({
      datasetId: dataset.id,
      algorithmId: algorithm.id,
      algorithmDigest: algorithm.metadataDigest,
      ownerEpoch: dataset.ownerEpoch,
      expiresAt: world.now + 5 * 365 * 86_400,
      runs: unlimited,
    }),
  ];
}

export function revokeAlgorithm(world: World): readonly HistoryLog[] {
  const dataset = oneOf(world, world.datasets);
  const algorithm = dataset && takeOneOf(world, dataset.approved);
  if (dataset === undefined || algorithm === undefined) return [];
  return [
    events.algorithmRevoked({
      datasetId: dataset.id,
      algorithmId: algorithm.id,
      algorithmDigest: algorithm.metadataDigest,
      ownerEpoch: dataset.ownerEpoch,
    }),
  ];
}
