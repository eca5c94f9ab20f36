import { z } from 'zod';
import { DataSource } from './data-source.ts';
import { HaltState, plainText } from './desk.ts';
import { Address, Amount, AssetId, Bytes32, Cid, Hex, OciDigest } from './ids.ts';
import { DatasetRules } from './metadata/dataset.ts';
import { OnnxModel } from './metadata/onnx-model.ts';

/** Who a provider is and which deployment it serves. */
export const ProviderIdentity = z.object({
  provider: Address,
  operator: Address,
  custodian: Address,
  /** Most bytes of an algorithm's image that it takes, packed and unpacked. */
  maxImageBytes: z.int().positive(),
  chainId: z.int().positive(),
  jobs: Address,
  /** Nothing is quoted or run until the custodian lifts the halt. */
  halt: HaltState,
});
export type ProviderIdentity = z.infer<typeof ProviderIdentity>;

/** A column of a registered file, as profiled by the provider: shape, never values. */
export const ProfiledColumn = z.object({
  name: z.string(),
  type: z.enum(['integer', 'float', 'text', 'boolean', 'date', 'datetime']),
  nullable: z.boolean(),
});
export type ProfiledColumn = z.infer<typeof ProfiledColumn>;

/** Takes an immutable snapshot of a source under a local name. A name that is known gets another version. */
export const RegisterDataset = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected lower-case letters, digits and -'),
  source: DataSource,
  rules: DatasetRules,
  /**
   * What is read before every run: every byte, or of a snapshot above 32 MiB sizes, times and random blocks. Whichever it is, a full check
   * is made on the provider's schedule as well.
   */
  integrity: z.enum(['sampled', 'full']).default('sampled'),
});
export type RegisterDataset = z.infer<typeof RegisterDataset>;
/** A {@link RegisterDataset} as a caller writes it, with what has a default left out. */
export type RegisterDatasetInput = z.input<typeof RegisterDataset>;

/** How the custodian sees a snapshot's files being checked. */
export const SnapshotIntegrity = z.object({
  /** `changed`: the files are no longer what was committed to; no quote is given until they are restored or a new version is bound. */
  state: z.enum(['intact', 'changed']),
  /** Which file, and how. */
  reason: z.string().optional(),
  /** When it was last read in full; registering it counts. */
  lastFullCheck: z.iso.datetime().optional(),
  beforeRuns: z.enum(['sampled', 'full']),
});
export type SnapshotIntegrity = z.infer<typeof SnapshotIntegrity>;

/** An immutable snapshot with its salted commitment. */
export const DatasetSnapshot = z.object({
  name: z.string(),
  snapshot: z.string(),
  commitment: z.object({ cid: Cid, digest: Bytes32 }),
  bytes: z.int().nonnegative(),
  rules: DatasetRules,
  files: z.array(
    z.object({
      path: z.string(),
      bytes: z.int().nonnegative(),
      encodingFormat: z.string(),
      rows: z.int().nonnegative().optional(),
      columns: z.array(ProfiledColumn).optional(),
    }),
  ),
  /** Set once the custodian bound the snapshot to an asset. */
  asset: AssetId.optional(),
  registeredAt: z.iso.datetime().optional(),
  /** Where it was taken from, without credentials. Left out where that was not kept. */
  source: z
    .object({ kind: z.enum(['folder', 'file', 's3', 'http', 'postgres']), from: z.string() })
    .optional(),
  /**
   * `superseded`: the asset commits to a newer version; this one stays until its last order and quote have ended. `removed`: its files are gone.
   */
  state: z.enum(['unbound', 'bound', 'superseded', 'removed']).optional(),
  integrity: SnapshotIntegrity.optional(),
});
export type DatasetSnapshot = z.infer<typeof DatasetSnapshot>;

/** A registration that takes longer than a request should: asking again with the same body waits on, and gives the snapshot once it is there. */
export const RegistrationProgress = z.object({
  registering: z.string(),
  startedAt: z.iso.datetime(),
  /** Files are fetched from the source, hashed for the commitment, read for their columns, and fingerprinted, in this order. */
  phase: z.enum(['staging', 'committing', 'profiling', 'fingerprinting']),
  /** What this phase is through with. */
  files: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  /** What there is of it; absent while the source is still being read, which may not say how much it has. */
  totalFiles: z.int().nonnegative().optional(),
  totalBytes: z.int().nonnegative().optional(),
});
export type RegistrationProgress = z.infer<typeof RegistrationProgress>;

/** Has a snapshot read in full now. */
export const CheckDataset = z.object({ snapshot: z.string() });
export type CheckDataset = z.infer<typeof CheckDataset>;

/** Binds a snapshot to the asset that was minted for it; the commitment on chain has to be the snapshot's. */
export const BindDataset = z.object({ snapshot: z.string(), assetId: Amount });
export type BindDataset = z.infer<typeof BindDataset>;

/** Puts the files of a snapshot under other rules; what is read before runs stays as it is unless given. */
export const ReviseRules = z.object({
  snapshot: z.string(),
  rules: DatasetRules,
  integrity: z.enum(['sampled', 'full']).optional(),
});
export type ReviseRules = z.infer<typeof ReviseRules>;

/** The custodian's approval: necessary beside the one on chain. The image is fetched, verified and loaded now. */
export const ApproveAlgorithm = z.object({ datasetId: Amount, algorithmId: Amount, metadataDigest: Bytes32 });
export type ApproveAlgorithm = z.infer<typeof ApproveAlgorithm>;

/** How far the provider is with what an approval asks of it: the document read, the image fetched and checked, then given to the engine. */
export const ApprovalPreparation = z.object({
  startedAt: z.iso.datetime(),
  phase: z.enum(['document', 'model', 'image']),
  /** Of model and image together that were fetched and checked. */
  bytes: z.int().nonnegative(),
});
export type ApprovalPreparation = z.infer<typeof ApprovalPreparation>;

/** Of an approval that may be under way: absent before it has begun and once it is over. */
export const ApprovalProgress = z.object({ preparation: ApprovalPreparation.optional() });
export type ApprovalProgress = z.infer<typeof ApprovalProgress>;

export const CustodianApproval = ApproveAlgorithm.extend({
  algorithmName: z.string(),
  /** What runs; of an ONNX algorithm the runner's image. A runner that the engine had already is named by its id in both. */
  image: z.object({ manifestDigest: OciDigest, imageId: OciDigest }).optional(),
  /** Of an ONNX algorithm: the model as it was fetched, checked and kept. */
  model: OnnxModel.optional(),
  approvedAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().optional(),
});
export type CustodianApproval = z.infer<typeof CustodianApproval>;

/** A relayed order. */
export const RelayedOrder = z.object({ jobId: Bytes32, transaction: Bytes32 });
export type RelayedOrder = z.infer<typeof RelayedOrder>;

/**
 * A reviewer's decision on a held output. A release is bound to the outputs that were seen: `outputsDigest` is that of `GET /reviews`,
 * and a decision for others is refused.
 */
export const ReviewDecision = z.discriminatedUnion('decision', [
  z.object({ decision: z.literal('release'), outputsDigest: Bytes32, note: plainText(2000).optional() }),
  z.object({
    decision: z.literal('withhold'),
    outputsDigest: Bytes32.optional(),
    note: plainText(2000).optional(),
  }),
]);
export type ReviewDecision = z.infer<typeof ReviewDecision>;

/** Re-encrypts a kept result for another recipient; the signed request is the buyer's consent. */
export const RekeyRequest = z.object({ recipient: Bytes32 });
export type RekeyRequest = z.infer<typeof RekeyRequest>;

/** A result that was encrypted anew. It is not the one that the chain knows by digest: inside it lies the receipt that it is verified by. */
export const RekeyedResult = z.object({
  jobId: Bytes32,
  recipient: Bytes32,
  cid: Cid,
  size: z.int().nonnegative(),
  keptUntil: z.iso.datetime(),
});
export type RekeyedResult = z.infer<typeof RekeyedResult>;

/** The provider's consent to a cancellation: with the buyer's own signature `Jobs.cancel` takes it, and everything is refunded. */
export const CancelConsent = z.object({ jobId: Bytes32, signature: Hex });
export type CancelConsent = z.infer<typeof CancelConsent>;
