import { z } from 'zod';
import { Address, Amount, BlockTime, Bytes32, Cid, Hex, Seconds32 } from './ids.ts';
import { OrderWire } from './order.ts';
import { QueuePlace } from './queue.ts';

/** Where a job stands, as everybody sees it. */
export const JobState = z.enum([
  'quoted',
  'funded',
  'queued',
  'provisioning',
  'running',
  'output_review',
  'delivering',
  'settling',
  'released',
  'withheld',
  'failed',
  'refused',
  'cancelled',
  'expired',
  'orphaned',
  'disputed',
  'ruled',
]);
export type JobState = z.infer<typeof JobState>;

/** States that nothing leaves by itself. */
export const endStates = [
  'released',
  'withheld',
  'failed',
  'refused',
  'cancelled',
  'expired',
  'orphaned',
  'ruled',
] as const satisfies readonly JobState[];

/** Why a job ended other than released; stable for machines, each with a hint for people. */
export const JobReason = z.enum([
  'algorithm_exited_nonzero',
  'algorithm_out_of_memory',
  'algorithm_timed_out',
  'output_missing',
  'output_undeclared',
  'output_too_large',
  'output_invalid',
  'output_withheld',
  'review_timed_out',
  'approval_revoked',
  'dataset_changed',
  'image_unavailable',
  'engine_failed',
  'runtime_unavailable',
  'gpu_unavailable',
  'provider_halted',
  'provider_restarted',
  'storage_failed',
  'deadline_passed',
  'order_orphaned',
  'order_mismatch',
  'quote_expired',
  'cancelled_by_agreement',
]);
export type JobReason = z.infer<typeof JobReason>;

/** What a buyer or owner can do about each reason. */
export const reasonHint: Readonly<Record<JobReason, string>> = {
  algorithm_exited_nonzero: 'run the algorithm on the sample to see its log; its author can fix it',
  algorithm_out_of_memory: 'choose an environment with more memory or smaller parameters',
  algorithm_timed_out: 'order more seconds or choose parameters that finish sooner',
  output_missing: 'the algorithm did not write an output that its manifest requires; tell its author',
  output_undeclared: 'the algorithm wrote something its manifest does not declare; tell its author',
  output_too_large: 'the algorithm wrote more than its manifest allows; tell its author',
  output_invalid: 'an output is not of its declared type; tell the author of the algorithm',
  output_withheld: 'the data owner kept the output back; ask the owner for the rule that it met',
  review_timed_out: 'the data owner did not review in time; the data price was returned',
  approval_revoked: 'ask the data owner to approve the algorithm again',
  dataset_changed: 'the files no longer match their commitment; the owner has to publish a new version',
  image_unavailable: 'the image could not be prepared; order again later or choose another provider',
  engine_failed: 'the provider could not run the container; order again later or choose another provider',
  runtime_unavailable: 'the data may be opened under gVisor only, which the provider lost; order again later',
  gpu_unavailable:
    'the provider lost the GPU that the job needs; order again later or choose another provider',
  provider_halted: 'the provider stopped all runs; the whole amount was returned; order again later',
  provider_restarted: 'the run was lost and the deadline left no time for another; order again',
  storage_failed: 'the result could not be stored; order again later or choose another provider',
  deadline_passed: 'the provider did not finish in time; the whole amount was returned',
  order_orphaned: 'the block of the order was reorganised away; order again',
  order_mismatch: 'the order on chain is not the one that was quoted; ask for a new quote',
  quote_expired: 'ask for a new quote',
  cancelled_by_agreement: 'buyer and provider agreed to cancel; the whole amount was returned',
};

/** What happened to the money. */
export const Settlement = z.enum(['none', 'pending', 'settled', 'part_refunded', 'refunded']);
export type Settlement = z.infer<typeof Settlement>;

/** A job as its buyer or a data owner may see it. */
export const JobView = z.object({
  jobId: Bytes32,
  state: JobState,
  reason: JobReason.optional(),
  hint: z.string().optional(),
  settlement: Settlement,
  order: OrderWire,
  attempt: z.int().nonnegative(),
  /** Whole seconds in what a buyer sees, exact for the custodian. */
  timeline: z.array(z.object({ state: JobState, at: z.iso.datetime() })),
  transactions: z.array(z.object({ what: z.enum(['order', 'report', 'settle', 'expire']), hash: Bytes32 })),
  result: z
    .object({
      cid: Cid,
      digest: Bytes32,
      /** Of the ciphertext, which is padded. */
      size: z.int().nonnegative(),
      /** After it the provider has neither the result nor what it takes to encrypt it anew. */
      keptUntil: z.iso.datetime().optional(),
    })
    .optional(),
  deadlines: z.object({ runBy: BlockTime, reviewBy: BlockTime, settleBy: BlockTime }),
  /** Of a job that is queued. */
  queue: QueuePlace.optional(),
});
export type JobView = z.infer<typeof JobView>;

/** The numbers that `PaymentRole` has in the ABI, in order. */
export const paymentRoles = [
  'data',
  'algorithm',
  'compute',
  'fee',
  'relay',
  'refund',
  'slash',
  'pass',
  'royalty',
] as const;

/** A payment of a settlement, on the wire. */
export const PaymentWire = z.object({
  role: z.enum(paymentRoles).describe('what the payment is for'),
  account: Address.describe('who was credited'),
  assetId: Amount.describe('token id of the asset that earned it; 0 where the role has none'),
  amount: Amount.describe('in the token’s smallest unit'),
});
export type PaymentWire = z.infer<typeof PaymentWire>;

/** The numbers that `Outcome` has in the ABI, in order. */
export const outcomes = [
  'released',
  'withheld',
  'algorithm_failed',
  'provider_failed',
  'refused',
  'cancelled',
  'expired',
] as const;
export const Outcome = z.enum(outcomes);
export type Outcome = z.infer<typeof Outcome>;

/** A signed receipt as the provider serves it: what `Jobs.settle` takes and the statement whose digest it carries. */
export const SignedReceipt = z.object({
  order: OrderWire,
  receipt: z.object({
    jobId: Bytes32,
    outcome: Outcome,
    computeSeconds: Seconds32,
    resultDigest: Bytes32,
    statementDigest: Bytes32,
    outputsRoot: Bytes32,
  }),
  signature: Hex,
  /** The in-toto statement; canonical JSON of it has sha-256 `statementDigest`. */
  statement: z.unknown(),
});
export type SignedReceipt = z.infer<typeof SignedReceipt>;
