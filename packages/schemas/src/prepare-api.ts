import { z } from 'zod';
import { AssetKind } from './asset.ts';
import {
  Address,
  Amount,
  Amount96,
  BlockTime,
  Bytes32,
  ChainId,
  Cid,
  Hex,
  Seconds32,
  Uint32,
} from './ids.ts';
import { OrderWire } from './order.ts';

/** A transaction for the account's own wallet: it was tried against the next block and would succeed now. */
export const PreparedTransaction = z.object({
  to: Address,
  data: Hex,
  /** Native coin that goes with it, in wei. */
  value: Amount,
  chainId: z.int().positive(),
  /** Gas limit, with room for what others change meanwhile. */
  gas: Amount,
  /** What it does, in plain words, from the very data that is to be signed. */
  says: z.string(),
});
export type PreparedTransaction = z.infer<typeof PreparedTransaction>;

/** EIP-712 typed data as `eth_signTypedData_v4` takes it; numbers are decimal strings. */
export const PreparedSignature = z.object({
  purpose: z.enum(['order', 'permit']),
  says: z.string(),
  typedData: z.object({
    domain: z.record(z.string(), z.unknown()),
    types: z.record(z.string(), z.array(z.object({ name: z.string(), type: z.string() }))),
    primaryType: z.string(),
    message: z.record(z.string(), z.unknown()),
  }),
});
export type PreparedSignature = z.infer<typeof PreparedSignature>;

/** What the account has to do, in this order. Nothing of it was sent: the marketplace holds no key. */
export const PreparedActs = z.object({
  account: Address,
  chain: ChainId,
  /** Empty where nothing is left to do, or where signatures alone do it. */
  transactions: z.array(PreparedTransaction),
  signatures: z.array(PreparedSignature).optional(),
  /** The asset, job or proposal that it makes. */
  makes: z.object({ kind: z.enum(['asset', 'order', 'proposal']), id: z.string() }).optional(),
});
export type PreparedActs = z.infer<typeof PreparedActs>;

const TokenId = Amount.describe('token id of the asset in decimal');
const BasisPoints = z.int().min(0).max(10_000);

/** Terms of an asset; what is left out is the contract's default. */
const Terms = z.object({
  token: Address,
  price: Amount96,
  provider: Address.optional(),
  beneficiary: Address.optional(),
  derivativeRoyalty: BasisPoints.optional(),
  resaleRoyalty: BasisPoints.optional(),
  reviewWindow: Seconds32.optional(),
});

/** A hundred years. */
const validFor = z
  .int()
  .min(1)
  .max(3_153_600_000)
  .optional()
  .describe('seconds from now; 30 days unless given');
const runs = Uint32.optional().describe('any number unless given');
const Tokens = z.array(Address).min(1).max(16);
const Proposal = z.object({
  calls: z
    .array(z.object({ to: Address, data: Hex }))
    .min(1)
    .max(20),
  description: z.string().min(1).max(20_000),
});
const Pass = { assetId: TokenId, series: Uint32, units: z.int().min(1).max(0xffffffff) };
const ofOrder = { order: OrderWire };

/** The arguments of each verb that can be prepared. */
export const prepareArguments = {
  publish: z.object({
    kind: AssetKind,
    metadata: Cid.describe('the document, pinned here as one raw block'),
    commitment: Bytes32.optional().describe('of a dataset: the commitment of its snapshot'),
    terms: Terms,
    nonce: Amount.optional(),
  }),
  revise: z.object({
    assetId: TokenId,
    metadata: Cid.describe('the new document, pinned here as one raw block'),
    commitment: Bytes32.optional(),
    fromVersion: Uint32.optional(),
  }),
  approve: z.object({
    ...{ datasetId: TokenId, algorithmId: TokenId, metadataDigest: Bytes32, validFor, runs },
  }),
  revoke: z.object({ datasetId: TokenId, algorithmId: TokenId, metadataDigest: Bytes32 }),
  'approve-publisher': z.object({ datasetId: TokenId, publisher: Address, validFor, runs }),
  'revoke-publisher': z.object({ datasetId: TokenId, publisher: Address }),
  order: z.object({
    ...ofOrder,
    validUntil: BlockTime,
    signature: Hex.describe('the provider’s, over the quote'),
    by: z.enum(['transaction', 'signatures']).default('transaction'),
  }),
  expire: z.object(ofOrder),
  'finalize-withheld': z.object(ofOrder),
  withdraw: z.object({ tokens: Tokens, to: Address.optional() }),
  deposit: z.object({ token: Address, amount: Amount, to: Address.optional() }),
  rate: z.object({ jobId: Bytes32, score: z.int().min(1).max(5), comment: Bytes32.optional() }),
  dispute: z.object({ jobId: Bytes32, evidence: Bytes32 }),
  'answer-dispute': z.object({ jobId: Bytes32, evidence: Bytes32 }),
  'rule-dispute': z.object({ jobId: Bytes32, slashed: Amount96, bondForfeited: z.boolean() }),
  vote: z.object({ proposalId: Amount, vote: z.enum(['against', 'for', 'abstain']) }),
  propose: Proposal,
  queue: Proposal,
  execute: Proposal,
  delegate: z.object({ to: Address.optional() }),
  'buy-pass': z.object({ ...Pass, maxPrice: Amount96.optional() }),
  'refund-pass': z.object({ ...Pass, holder: Address.optional() }),
  'claim-dividends': z.object({ shares: Address, tokens: Tokens, holder: Address.optional() }),
  'claim-reward': z.object({
    epoch: Amount,
    entries: z
      .array(z.object({ account: Address, amount: Amount96 }))
      .min(1)
      .max(5000)
      .refine((entries) => new Set(entries.map(({ account }) => account)).size === entries.length, {
        error: 'expected each account once',
      })
      .describe('all of the epoch, as it was published'),
  }),
} as const satisfies Readonly<Record<string, z.ZodObject>>;

export type PrepareVerb = keyof typeof prepareArguments;
export type PrepareArguments<Verb extends PrepareVerb> = z.infer<(typeof prepareArguments)[Verb]>;
