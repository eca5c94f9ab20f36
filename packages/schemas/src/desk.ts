import { z } from 'zod';
import { GuardReport } from './guard.ts';
import { Address, Amount, BlockTime, Bytes32, Cid, Hex, OciDigest } from './ids.ts';
import { OutputName } from './metadata/algorithm.ts';

/** Whether text holds a character that a reader cannot see or that moves what it stands beside; line feed and tab are none. */
const unseen = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * Words of a stranger, to be read by a person: at most `most` UTF-16 units, every one of which can be seen. Control characters (also
 * those that drive a terminal), bidirectional controls and lone surrogates are refused; U+200C and U+200D, which Persian and Hindi are
 * written with, are not. Markup and formulae stay what they are: characters of a JSON string.
 *
 * @example plainText(2000).parse('may I train on the reef?')
 */
export function plainText(most: number) {
  return z
    .string()
    .transform((text) => text.replaceAll('\r\n', '\n'))
    .pipe(
      z
        .string()
        .max(most)
        .refine((text) => text.trim() !== '', 'expected words')
        .refine((text) => !unseen.test(text), 'expected no control, bidirectional or invisible characters'),
    );
}

/** The parts of a manifest, in the order in which a change of them matters to the privacy of the data. */
export const manifestParts = [
  'outputs',
  'image',
  'onnx',
  'entrypoint',
  'environment',
  'workingDirectory',
  'parameters',
  'resources',
  'maxSeconds',
  'providers',
  'imageSource',
] as const;

/** One difference between two manifests. */
export const ManifestChange = z.object({
  part: z.enum(manifestParts),
  /** JSON pointer (RFC 6901) into the later manifest; into the earlier one where something was removed. */
  pointer: z.string(),
  change: z.enum(['added', 'removed', 'changed']),
  /** Absent where it was added. */
  before: z.unknown().optional(),
  /** Absent where it was removed. */
  after: z.unknown().optional(),
  /** More may leave, run or be used than before. */
  widens: z.boolean(),
});
export type ManifestChange = z.infer<typeof ManifestChange>;

/** Asks the custodian of a dataset to approve one exact version of an algorithm. */
export const ApprovalQuestion = z.object({
  datasetId: Amount,
  algorithmId: Amount,
  /** The version: sha-256 of its metadata document. */
  metadataDigest: Bytes32,
  message: plainText(2000),
});
export type ApprovalQuestion = z.infer<typeof ApprovalQuestion>;

export const ApprovalRequestState = z.enum(['open', 'approved', 'rejected', 'withdrawn']);
export type ApprovalRequestState = z.infer<typeof ApprovalRequestState>;

/** A request for approval as who asked sees it. */
export const ApprovalRequest = ApprovalQuestion.extend({
  id: Bytes32,
  requester: Address,
  state: ApprovalRequestState,
  /** Why it was rejected. */
  reason: z.string().optional(),
  createdAt: z.iso.datetime(),
  decidedAt: z.iso.datetime().optional(),
});
export type ApprovalRequest = z.infer<typeof ApprovalRequest>;

/** Requests on one page of the inbox: each carries a manifest of up to a mebibyte. */
export const inboxPage = 10;

/**
 * A request as the custodian decides on it: what would run, and what is new in it. Where the document of the version cannot be read,
 * `missing` says why, and `algorithm` and `manifest` are absent.
 */
export const InboxRequest = ApprovalRequest.extend({
  /** Its place in the inbox; `before` of the next page. */
  sequence: z.int().nonnegative(),
  missing: z.string().optional(),
  algorithm: z
    .object({
      name: z.string(),
      description: z.string(),
      version: z.string(),
      license: z.string(),
    })
    .optional(),
  /** The manifest of exactly the bytes that an approval keeps. Image digest, command, environment, parameters, outputs stand in it. */
  manifest: z.record(z.string(), z.unknown()).optional(),
  /** The image that would run: for an ONNX file the runner's, absent where the provider has none. */
  imageDigest: OciDigest.optional(),
  /** Pointers to strings of `algorithm`, `manifest` and `changes` in which unseen characters are written out as ⟨U+202E⟩. */
  escaped: z.array(z.string()),
  /** The version of the same algorithm that was approved for this dataset last. */
  previous: z
    .object({ metadataDigest: Bytes32, approvedAt: z.iso.datetime(), revokedAt: z.iso.datetime().optional() })
    .optional(),
  /** What differs from it, what matters most to privacy first; absent where none was approved before. */
  changes: z.array(ManifestChange).optional(),
});
export type InboxRequest = z.infer<typeof InboxRequest>;

export const Rejection = z.object({ reason: plainText(2000) });
export type Rejection = z.infer<typeof Rejection>;

/** Stops the provider. The reason is public. */
export const HaltRequest = z.object({ reason: plainText(500) });
export type HaltRequest = z.infer<typeof HaltRequest>;

/** Whether a provider runs anything at all, as everybody may read it. */
export const HaltState = z.object({
  halted: z.boolean(),
  since: z.iso.datetime().optional(),
  reason: z.string().optional(),
});
export type HaltState = z.infer<typeof HaltState>;

/** The buyers that are quoted for a dataset whose rules say `listed`. */
export const BuyerList = z.object({
  buyers: z
    .array(Address)
    .max(10_000)
    .refine((buyers) => new Set(buyers).size === buyers.length, 'a buyer is listed twice'),
});
export type BuyerList = z.infer<typeof BuyerList>;

/** A buyer's signature under the data-use agreement of a dataset: EIP-712 `DataUseAgreement` for the deployment's `Jobs`. */
export const SignedAgreement = z.object({
  buyer: Address,
  datasetId: Amount,
  /** sha-256 of the text: the digest inside of the CID that the dataset's rules name. */
  text: Bytes32,
  /** Unix seconds. */
  signedAt: BlockTime,
  signature: Hex.refine(
    (value) => value.length > 2 && value.length <= 2 + 2 * 2048,
    'a signature of at most 2048 bytes',
  ),
});
export type SignedAgreement = z.infer<typeof SignedAgreement>;

/** A signed agreement as it is kept: evidence that anyone can check. */
export const Agreement = SignedAgreement.extend({
  title: z.string(),
  cid: Cid,
  receivedAt: z.iso.datetime(),
});
export type Agreement = z.infer<typeof Agreement>;

/** A decision of a reviewer. */
export const GivenDecision = z.object({
  reviewer: Address,
  decision: z.enum(['release', 'withhold']),
  note: z.string().optional(),
  at: z.iso.datetime(),
});
export type GivenDecision = z.infer<typeof GivenDecision>;

/** A job whose outputs are held, as a reviewer sees it. */
export const HeldJob = z.object({
  jobId: Bytes32,
  buyer: Address,
  datasets: z.array(z.object({ assetId: Amount, metadataDigest: Bytes32 })),
  algorithm: z.object({ assetId: Amount, metadataDigest: Bytes32 }),
  outputs: z.array(
    z.object({
      name: OutputName,
      type: z.enum(['json', 'csv', 'onnx', 'text']),
      bytes: z.int().nonnegative(),
      sha256: z.string(),
    }),
  ),
  /** sha-256 over job, attempt, names and digests of the outputs: what a decision to release is bound to. */
  outputsDigest: Bytes32,
  /** What the guard found; places and numbers, never a value. */
  report: GuardReport,
  /** Accounts that have to release it. */
  reviewers: z.int().positive(),
  decisions: z.array(GivenDecision),
  /** Block time after which silence means that it is withheld. */
  reviewBy: BlockTime,
});
export type HeldJob = z.infer<typeof HeldJob>;
