import { AssetKind, assetKinds, AssetState, assetStates } from '@atoll/schemas/asset';
import { Address, Bytes32, Cid, Uint32 } from '@atoll/schemas/ids';
import { changePrice } from '@atoll/sdk/change-price';
import { mintAsset, type PublishedAsset } from '@atoll/sdk/mint-asset';
import { publishDerived } from '@atoll/sdk/publish-derived';
import { reviseAsset } from '@atoll/sdk/revise-asset';
import { setPublic } from '@atoll/sdk/set-public';
import { setState } from '@atoll/sdk/set-state';
import { setTerms } from '@atoll/sdk/set-terms';
import { transferAsset } from '@atoll/sdk/transfer-asset';
import { zeroAddress } from 'viem';
import { z } from 'zod';
import { Terms, TokenId, Units, Units96 } from '../arguments.ts';
import { Account, Int, money, nameOf, sentence, type Sentences, type Words } from '../sentence.ts';
import { verb, type VerbResult } from '../verb.ts';

const Publishing = {
  kind: AssetKind,
  metadata: Cid.describe('the document, pinned here as one raw block'),
  commitment: Bytes32.optional().describe('of a dataset: the commitment of its snapshot'),
  terms: Terms,
  nonce: Units.optional(),
};
const Output = z.object({
  name: z.string().min(1).max(1000),
  sha256: Bytes32,
  salt: Bytes32,
  proof: z.array(Bytes32).max(64).describe('siblings from its leaf up to the root of the receipt'),
});

const asset = ({ id }: PublishedAsset): VerbResult => ({ makes: { kind: 'asset', id } });

export const assetVerbs = {
  publish: verb(
    'Publish an asset whose document is pinned here',
    z.object(Publishing),
    async (ctx, { metadata, ...input }) =>
      mintAsset(ctx, { ...input, metadataDigest: await ctx.digestOf(metadata) }),
    asset,
  ),
  'publish-derived': verb(
    'Publish an asset that is made of an output of a run',
    z.object({ ...Publishing, jobId: Bytes32, output: Output }),
    async (ctx, { metadata, ...input }) =>
      publishDerived(ctx, { ...input, metadataDigest: await ctx.digestOf(metadata) }),
    asset,
  ),
  revise: verb(
    'Make another document the current version of an asset',
    z.object({
      assetId: TokenId,
      metadata: Cid.describe('the new document, pinned here as one raw block'),
      commitment: Bytes32.optional(),
      fromVersion: Uint32.optional(),
    }),
    async (ctx, { metadata, ...input }) =>
      reviseAsset(ctx, { ...input, metadataDigest: await ctx.digestOf(metadata) }),
  ),
  'set-terms': verb(
    'Put other terms in the place of an asset’s',
    z.object({ assetId: TokenId, terms: Terms }),
    setTerms,
  ),
  'change-price': verb(
    'Put another price on an asset and leave its other terms as they stand',
    z.object({ assetId: TokenId, price: Units96, token: Address.describe('that the price is meant in') }),
    changePrice,
  ),
  'set-state': verb(
    'Pause an asset, sell it again or retire it for good',
    z.object({ assetId: TokenId, state: AssetState }),
    setState,
  ),
  'set-public': verb(
    'Mark a dataset as one that whole publishers may be approved for, or take the mark off',
    z.object({ datasetId: TokenId, isPublic: z.boolean() }),
    setPublic,
  ),
  'transfer-asset': verb(
    'Give an asset to a new owner',
    z.object({ assetId: TokenId, to: Address }),
    transferAsset,
  ),
};

const Asked = z.object({ token: Account, price: z.bigint(), beneficiary: Account });

const asks = ({ token, price, beneficiary }: z.infer<typeof Asked>, words: Words): string =>
  `costs ${money(price, token, words)} per run${beneficiary === zeroAddress ? '' : `, paid to ${nameOf(beneficiary, words)}`}`;

const Publication = z.object({ kind: Int, terms: Asked });

function publishes({ kind, terms }: z.infer<typeof Publication>, words: Words): string {
  return `Publish ${kind === 1 ? 'an' : 'a'} ${assetKinds[Number(kind)] ?? 'asset'} that ${asks(terms, words)}`;
}

const stateSentences: Readonly<Record<AssetState, (assetId: bigint) => string>> = {
  active: (assetId) => `Sell asset ${assetId} again.`,
  paused: (assetId) => `Sell asset ${assetId} to nobody for now; open orders go on.`,
  retired: (assetId) =>
    `Retire asset ${assetId}: it is never sold again, and unused passes give their price back.`,
};

export const assetSentences: Sentences = {
  'assetRegistry.publish': sentence(
    z.tuple([Publication, z.bigint()]),
    ([publication], words) => `${publishes(publication, words)}.`,
  ),
  'assetRegistry.publishDerived': sentence(
    z.tuple([Publication, z.bigint(), z.unknown()]),
    ([publication], words) =>
      `${publishes(publication, words)} and owes royalties to what the run that made it worked with.`,
  ),
  'assetRegistry.update': sentence(
    z.tuple([z.bigint(), Int, z.string(), z.string()]),
    ([assetId, from, digest]) =>
      `Make the document ${digest} the version of asset ${assetId} after version ${from}. Approvals of the old version do not hold for it.`,
  ),
  'assetRegistry.setTerms': sentence(
    z.tuple([z.bigint(), Asked]),
    ([assetId, terms], words) =>
      `Change the terms of asset ${assetId}: it ${asks(terms, words)}. Open orders keep theirs.`,
  ),
  'assetRegistry.setState': sentence(z.tuple([z.bigint(), Int]), ([assetId, state]) =>
    stateSentences[AssetState.parse(assetStates[Number(state)])](assetId),
  ),
  'assetRegistry.setPublic': sentence(z.tuple([z.bigint(), z.boolean()]), ([datasetId, isPublic]) =>
    isPublic
      ? `Mark dataset ${datasetId} as public: whole publishers may be approved for it.`
      : `Mark dataset ${datasetId} as public no more: approvals of publishers do not count.`,
  ),
  'assetRegistry.safeTransferFrom': sentence(
    z.tuple([Account, Account, z.bigint()]),
    ([, to, assetId], words) =>
      `Give asset ${assetId} to ${nameOf(to, words)}, for good. A dataset is paused by it, and its approvals are void.`,
  ),
};
