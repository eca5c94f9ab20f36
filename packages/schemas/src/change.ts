import { z } from 'zod';
import { DocumentStatus } from './asset.ts';
import { changeEvents } from './change-events.ts';
import { Address, Amount, BlockTime, Bytes32, ChainId } from './ids.ts';

/** What a change is about; a listener names the kinds it wants. */
export const changeKinds = [
  'asset',
  'approval',
  'pass',
  'provider',
  'job',
  'dispute',
  'rating',
  'balance',
  'shares',
  'channel',
  'bounty',
  'reward',
  'governance',
  'act',
  'document',
  'reorg',
] as const;
export const ChangeKind = z.enum(changeKinds);
export type ChangeKind = z.infer<typeof ChangeKind>;

const BlockReference = z.object({ number: z.int().nonnegative(), hash: Bytes32 });

/**
 * Who and what a change concerns beside its subject: what filters look at. Token ids of assets, in decimal; ERC-20s that something is paid
 * or priced in, or that are what the change is about.
 */
const concerned = {
  assets: z.array(Amount),
  accounts: z.array(Address),
  tokens: z.array(Address),
  provider: Address.optional(),
};

/** Where in the chain it happened. */
const placed = {
  block: BlockReference.extend({ time: BlockTime }),
  transaction: Bytes32,
  logIndex: z.int().nonnegative(),
  ...concerned,
};

/** What all changes of a kind have that an event tells; `event` is `contract.Event`. */
const of = <Kind extends keyof typeof changeEvents>(kind: Kind) => ({
  kind: z.literal(kind),
  event: z.enum(changeEvents[kind]),
  ...placed,
});

/**
 * One change as it is kept: what happened, to what, and in which block. It names things and does not repeat them: whoever wants more
 * asks the API.
 */
export const Change = z.discriminatedUnion('kind', [
  /** `jobId`: the job whose output the asset was derived from. */
  z.object({ ...of('asset'), assetId: Amount, jobId: Bytes32.optional() }),
  z.object({
    ...of('approval'),
    assetId: Amount,
    algorithmDigest: Bytes32.optional(),
    publisher: Address.optional(),
  }),
  /** A transfer of more than a hundred kinds of passes is told as several changes. */
  z.object({
    ...of('pass'),
    assetId: Amount.optional(),
    passes: z.array(Amount).optional(),
  }),
  /** `jobId`: the job that collateral was frozen or slashed for. */
  z.object({
    ...of('provider'),
    provider: Address,
    environment: Bytes32.optional(),
    jobId: Bytes32.optional(),
  }),
  z.object({ ...of('job'), jobId: Bytes32 }),
  z.object({ ...of('dispute'), jobId: Bytes32 }),
  z.object({ ...of('rating'), jobId: Bytes32 }),
  z.object({ ...of('balance'), token: Address }),
  /** `paymentToken`: the token of income that is shared out from now on, or was claimed. */
  z.object({
    ...of('shares'),
    shareToken: Address,
    assetId: Amount.optional(),
    paymentToken: Address.optional(),
  }),
  z.object({ ...of('channel'), channelId: Bytes32 }),
  z.object({
    ...of('bounty'),
    bountyId: Bytes32,
    submission: z.int().nonnegative().optional(),
  }),
  z.object({ ...of('reward'), epoch: Amount.optional() }),
  /** `operation`: what the timelock holds or carries out. `parameter`: what is set, as the listing of parameters names it. */
  z.object({
    ...of('governance'),
    proposalId: Amount.optional(),
    operation: Bytes32.optional(),
    parameter: z
      .object({ contract: z.string(), name: z.string(), subject: z.string().optional() })
      .optional(),
  }),
  z.object({ ...of('act'), digest: Bytes32 }),
  /** A metadata document was fetched and examined, or could not be. Follows no block. */
  z.object({ kind: z.literal('document'), digest: Bytes32, status: DocumentStatus, ...concerned }),
  /** Every block above the ancestor is undone: drop what was told of blocks above it. Told to everyone, whatever the filter. */
  z.object({
    kind: z.literal('reorg'),
    ancestor: BlockReference,
    /** The last block that was undone; `undone - ancestor.number` blocks are gone. */
    undone: z.int().nonnegative(),
  }),
]);
export type Change = z.infer<typeof Change>;

/** A change as a listener is told it: with its place in the journal of one chain, which only grows. */
export const ChangeView = z.intersection(z.object({ id: z.int().positive(), chain: ChainId }), Change);
export type ChangeView = z.infer<typeof ChangeView>;

/** First event of a stream: where it begins, so that a reader who loses the line before any change resumes exactly. */
export const StreamOpened = z.object({
  chain: ChainId,
  /** The id of the last change before the stream. */
  position: z.int().nonnegative(),
});
export type StreamOpened = z.infer<typeof StreamOpened>;
