import { z } from 'zod';
import {
  AssetKind,
  AssetState,
  AssetVersionView as VersionWire,
  AssetView,
  DocumentStatus,
} from '../asset.ts';
import { Address, AssetId, Bytes32, Cid } from '../ids.ts';
import { MetadataDocument } from '../metadata/document.ts';
import { equal, ofAsset, ofBlock, range, shape, words } from './shape.ts';
import {
  account,
  amount,
  AssetReference,
  Count,
  Flag,
  flag,
  hash,
  place,
  placeKey,
  text,
  time,
  tokenId,
  whole,
} from './values.ts';

const basisPoints = (about: string) => z.int().min(0).max(10_000).describe(`${about}, in basis points`);

export const AssetVersionView = VersionWire.extend({
  ...place,
  assetId: tokenId('token id of the asset'),
  publishedAt: time('block time of the version, in seconds'),
});
export type AssetVersionView = z.infer<typeof AssetVersionView>;

export const derivations = shape({
  path: 'derivations',
  name: 'Derivation',
  description: 'Assets that are made of an output of a job: its datasets and algorithm are their parents.',
  view: z.object({
    ...place,
    assetId: tokenId('token id of the derived asset'),
    jobId: hash('the job whose output was published'),
    outputDigest: hash('digest of that output'),
    derivedAt: time('block time, in seconds'),
  }),
  key: placeKey,
  filters: {
    assetId: ofAsset('the derived asset'),
    jobId: equal(Bytes32, 'the job whose output was published'),
    blockNumber: ofBlock('block of the event'),
  },
  sorts: ['block'],
});

/** What a derived asset owes an ancestor. */
export const LineageView = z.object({
  ...place,
  position: whole('place of the ancestor in the event, from 0'),
  assetId: tokenId('token id of the derived asset'),
  ancestorId: tokenId('token id of the ancestor'),
  rate: basisPoints('share of the derived asset’s income that the ancestor earns'),
  jobId: hash('the job whose output was published'),
  outputDigest: hash('digest of that output'),
  derivedAt: time('block time, in seconds'),
});

/** An asset with what the chain knows of it beside its document. */
export const AssetItemView = AssetView.extend({
  ownerEpoch: whole('counts the changes of hands, by which approvals of earlier owners are void'),
  beneficiaryLocked: flag('the beneficiary cannot be changed any more'),
  derivativeRoyaltyNext: z
    .object({
      rate: basisPoints('the royalty to come'),
      from: time('block time from which it counts, in seconds'),
    })
    .optional()
    .describe('a change of the derivative royalty that is under way'),
  isPublic: flag('publishers may be approved as a whole'),
  publishedBlock: whole('block of the first version'),
  publishedLog: whole('index of its log'),
  versions: z.array(VersionWire).describe('all versions, newest first, at most 100'),
  parents: z
    .array(LineageView.pick({ ancestorId: true, rate: true, jobId: true }))
    .describe('what the asset was derived from'),
  children: z
    .array(LineageView.pick({ assetId: true, rate: true, jobId: true }))
    .describe('what was derived from it, newest first, at most 100'),
});
export type AssetItemView = z.infer<typeof AssetItemView>;

export const assets = shape({
  path: 'assets',
  name: 'Asset',
  description:
    'Datasets, algorithms and models, each with its document where that could be fetched and verified.',
  view: AssetItemView,
  key: ['tokenId'],
  keyValues: { tokenId: AssetReference },
  filters: {
    kind: equal(AssetKind, 'dataset, algorithm or model'),
    state: equal(AssetState, 'active, paused or retired'),
    owner: equal(Address, 'who owns it'),
    provider: equal(Address, 'the provider that its terms name'),
    token: equal(Address, 'token of its price'),
    isPublic: equal(Flag, 'publishers may be approved as a whole'),
    documentStatus: equal(DocumentStatus, 'how far its document got'),
    q: words('words of its verified document: quotes, `or`, a leading minus', 'relevance'),
    price: range(AssetView.shape.terms.shape.price, 'price, in the token’s smallest unit'),
    publishedBlock: ofBlock('block of the first version'),
    publishedAt: range(Count, 'block time of the first version, in seconds'),
  },
  sorts: ['published', 'price'],
  heavy: ['document'],
  asked: ['versions', 'parents', 'children'],
});

export const assetVersions = shape({
  path: 'asset-versions',
  name: 'AssetVersion',
  description: 'Versions of assets, each with the digest of its document.',
  view: AssetVersionView,
  key: placeKey,
  filters: {
    assetId: ofAsset('the asset'),
    metadataDigest: equal(Bytes32, 'digest of the document'),
    commitment: equal(Bytes32, 'commitment of the data'),
    blockNumber: ofBlock('block of the event'),
  },
  sorts: ['block'],
});

export const assetTerms = shape({
  path: 'asset-terms',
  name: 'AssetTerms',
  description: 'Terms of assets as they stood from an event on: the history of a price.',
  view: z.object({
    ...place,
    assetId: tokenId('token id of the asset'),
    token: account('token of the price'),
    price: amount('price of a run, in the token’s smallest unit'),
    provider: account('who may run it; the zero address: any provider'),
    beneficiary: account('who is paid; the zero address: whoever owns it'),
    derivativeRoyalty: basisPoints('share of the income of what is derived from it'),
    resaleRoyalty: basisPoints('share of the price when the asset is resold'),
    reviewWindow: whole('seconds for the review of outputs'),
    changedAt: time('block time, in seconds'),
  }),
  key: placeKey,
  filters: { assetId: ofAsset('the asset'), blockNumber: ofBlock('block of the event') },
  sorts: ['block'],
});

export const transfers = shape({
  path: 'transfers',
  name: 'Transfer',
  description: 'Assets that changed hands; publishing is none.',
  view: z.object({
    ...place,
    assetId: tokenId('token id of the asset'),
    sender: account('who gave it'),
    receiver: account('who got it'),
    ownerEpoch: whole('the epoch that the transfer began'),
    transferredAt: time('block time, in seconds'),
  }),
  key: placeKey,
  filters: {
    assetId: ofAsset('the asset'),
    sender: equal(Address, 'who gave it'),
    receiver: equal(Address, 'who got it'),
    blockNumber: ofBlock('block of the event'),
  },
  sorts: ['block'],
});

export const lineage = shape({
  path: 'lineage',
  name: 'Lineage',
  description: 'What derived assets owe their ancestors, one item for each ancestor.',
  view: LineageView,
  key: [...placeKey, 'position'],
  filters: {
    assetId: ofAsset('the derived asset'),
    ancestorId: ofAsset('the ancestor'),
    jobId: equal(Bytes32, 'the job whose output was published'),
    blockNumber: ofBlock('block of the event'),
  },
  sorts: ['block'],
});

const approval = {
  ownerEpoch: whole('the owner’s epoch in which it was given'),
  active: flag('false after a revocation, a transfer of the dataset, or expiry as of the block'),
  revoked: flag('the owner took it back'),
  expiresAt: time('last second in which an order is admitted'),
  runsGranted: whole('runs that were granted; absent without limit').optional(),
  approvedBlock: whole('block of the approval'),
  approvedLog: whole('index of its log'),
};

export const ApprovalView = z.object({
  dataset: AssetId.describe('CAIP-19 id of the dataset'),
  algorithm: AssetId.describe('CAIP-19 id of the algorithm'),
  algorithmDigest: hash('metadata digest of its exact version'),
  ...approval,
});
export type ApprovalView = z.infer<typeof ApprovalView>;

export const approvals = shape({
  path: 'approvals',
  name: 'Approval',
  description: 'Which algorithm versions may run on which datasets.',
  view: ApprovalView,
  key: ['dataset', 'algorithm', 'algorithmDigest', 'ownerEpoch'],
  keyValues: { dataset: AssetReference, algorithm: AssetReference },
  filters: {
    dataset: ofAsset('the dataset'),
    algorithm: ofAsset('the algorithm'),
    algorithmDigest: equal(Bytes32, 'metadata digest of the algorithm version'),
    revoked: equal(Flag, 'the owner took it back'),
    active: equal(Flag, 'it admits orders as of the block'),
    approvedBlock: ofBlock('block of the approval'),
  },
  sorts: ['approved'],
});

export const publisherApprovals = shape({
  path: 'publisher-approvals',
  name: 'PublisherApproval',
  description: 'Whose algorithms may all run on a dataset that is marked public.',
  view: z.object({
    dataset: AssetId.describe('CAIP-19 id of the dataset'),
    publisher: account('whose algorithms are approved'),
    ...approval,
  }),
  key: ['dataset', 'publisher', 'ownerEpoch'],
  keyValues: { dataset: AssetReference },
  filters: {
    dataset: ofAsset('the dataset'),
    publisher: equal(Address, 'whose algorithms are approved'),
    revoked: equal(Flag, 'the owner took it back'),
    active: equal(Flag, 'it admits orders as of the block'),
    approvedBlock: ofBlock('block of the approval'),
  },
  sorts: ['approved'],
});

export const passSeries = shape({
  path: 'pass-series',
  name: 'PassSeries',
  description: 'Series of prepaid runs of a dataset.',
  view: z.object({
    passId: tokenId('ERC-1155 id of the series'),
    assetId: tokenId('token id of the dataset'),
    series: whole('number of the series within the dataset'),
    token: account('token of the price'),
    price: amount('price of one run, in the token’s smallest unit'),
    expiresAt: time('block time after which a pass opens nothing, in seconds'),
    supply: whole('most units that are sold'),
    transferable: flag('units may change hands'),
    closed: flag('no more units are sold'),
    sold: whole('units ever sold'),
    given: whole('units ever given away'),
    refunded: whole('units ever refunded'),
    redeemed: whole('units that orders ever took'),
    restored: whole('units ever given back by jobs without a result'),
    openedBlock: whole('block in which the series was opened'),
    openedLog: whole('index of its log'),
  }),
  key: ['passId'],
  filters: {
    assetId: ofAsset('the dataset'),
    token: equal(Address, 'token of the price'),
    closed: equal(Flag, 'no more units are sold'),
    openedBlock: ofBlock('block in which it was opened'),
  },
  sorts: ['opened'],
});

export const passHolders = shape({
  path: 'pass-holders',
  name: 'PassHolder',
  description: 'Who holds units of a series.',
  view: z.object({
    passId: tokenId('ERC-1155 id of the series'),
    holder: account('who holds them'),
    units: amount('units held'),
  }),
  key: ['passId', 'holder'],
  filters: { passId: equal(AssetView.shape.tokenId, 'the series'), holder: equal(Address, 'who holds them') },
  sorts: ['pass'],
});

const TradeKind = z.enum(['sold', 'given', 'refunded', 'redeemed', 'restored']);

export const passTrades = shape({
  path: 'pass-trades',
  name: 'PassTrade',
  description:
    'What became of passes: sold, given away, refunded; redeemed by an order, restored where it ended without a result.',
  view: z.object({
    ...place,
    assetId: tokenId('token id of the dataset'),
    series: whole('number of the series within the dataset'),
    kind: TradeKind.describe('what happened'),
    account: account('who got or gave back the units'),
    units: whole('units'),
    amount: amount('what was paid or came back, in the series’ token; 0 for gifts'),
    tradedAt: time('block time, in seconds'),
  }),
  key: placeKey,
  filters: {
    assetId: ofAsset('the dataset'),
    account: equal(Address, 'who got or gave back the units'),
    kind: equal(TradeKind, 'what happened'),
    blockNumber: ofBlock('block of the event'),
  },
  sorts: ['block'],
});

export const documents = shape({
  path: 'documents',
  name: 'Document',
  description:
    'Metadata documents by digest, fetched from IPFS and verified. They are no state of the chain.',
  view: z.object({
    digest: hash('sha-256 of the document'),
    metadata: Cid.describe('the same as a CID'),
    status: DocumentStatus.describe('how far the indexer got'),
    problem: text('why the document is not usable, where it is not').optional(),
    kind: AssetKind.optional().describe('what the document describes'),
    commitment: hash('the commitment that a dataset’s document names').optional(),
    bytes: whole('length of the document').optional(),
    document: MetadataDocument.optional().describe('the document, where it is verified'),
  }),
  key: ['digest'],
  filters: {
    status: equal(DocumentStatus, 'how far the indexer got'),
    kind: equal(AssetKind, 'what the document describes'),
  },
  sorts: ['digest'],
  heavy: ['document'],
});
