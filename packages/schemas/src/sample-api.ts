import { z } from 'zod';
import { Amount, Bytes32, Cid } from './ids.ts';
import { OutputName } from './metadata/algorithm.ts';
import { EpsilonValue, StatisticsDocument } from './metadata/statistics.ts';
import { ProblemCode } from './problem.ts';

const bins = z.int().min(1).max(256).optional();
/** Whether values may be missing; absent: the sample has missing values where the measured share stands out of its noise. */
const missing = z.boolean().optional();

/**
 * What values a column may have. The owner says it, since what is read from the data without noise (the smallest value, the list of
 * categories) would tell of single rows.
 */
export const ColumnDomain = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('number'),
    min: z.number(),
    max: z.number(),
    /** Equal intervals; absent: as many as the noise lets say something. */
    bins,
    missing,
  }),
  z.object({ kind: z.literal('dates'), from: z.iso.date(), to: z.iso.date(), bins, missing }),
  z.object({
    kind: z.literal('categories'),
    /** In the order in which statistics list them; a value that is not listed counts as missing. */
    values: z.array(z.string().min(1).max(200)).min(1).max(1000),
    missing,
  }),
  /** Nothing is measured: the sample has placeholders, `text-1` to as many as are said to be distinct. */
  z.object({ kind: z.literal('text'), distinct: z.int().min(1).max(1_000_000).default(1000) }),
  /** Bounds of numbers are found with noise, within the epsilon. */
  z.object({ kind: z.literal('private'), bins, missing }),
]);
export type ColumnDomain = z.infer<typeof ColumnDomain>;

/** Has the provider make a synthetic sample and statistics of a registered dataset. */
export const MakeSample = z.object({
  /** A snapshot of the dataset; the newest when left out. */
  snapshot: z.string().max(200).optional(),
  /** What the sample may cost one person's privacy; it is booked for good, whether the sample is published or not. */
  epsilon: EpsilonValue,
  /** Rows of each table of the sample; as many as the table has, with noise, when left out. */
  rows: z.int().min(1).max(1_000_000).optional(),
  /** Most rows that one person has, in all tables together. */
  rowsPerPerson: z.int().min(1).max(10_000).default(1),
  /**
   * By file and column. What is left out is taken by its type, without a look at the data: true and false, the years 1900 to 2100, placeholders for text; bounds of
   * numbers are found with noise.
   */
  domains: z.record(z.string().max(1024), z.record(z.string().max(200), ColumnDomain)).default({}),
});
export type MakeSample = z.infer<typeof MakeSample>;
export type MakeSampleInput = z.input<typeof MakeSample>;

/** What a dataset's samples have cost of its privacy, all together, drafts that were deleted too. */
export const PrivacyLedger = z.object({
  name: z.string(),
  spent: z.number(),
  /** The owner's cap: nothing is made that would go beyond it. */
  cap: z.number(),
  entries: z.array(z.object({ sample: z.string(), epsilon: z.number(), at: z.iso.datetime() })),
});
export type PrivacyLedger = z.infer<typeof PrivacyLedger>;

/** Sets the cap of a dataset's ledger. */
export const SetPrivacyCap = z.object({ cap: z.number().min(0).max(1000) });
export type SetPrivacyCap = z.infer<typeof SetPrivacyCap>;

/** A sample as its custodian sees it. Nothing of it is public before it is published. */
export const SampleView = z.object({
  sample: z.string(),
  name: z.string(),
  snapshot: z.string(),
  state: z.enum(['draft', 'published']),
  statistics: StatisticsDocument,
  /** The first rows of each table of the sample, as text. */
  preview: z.array(
    z.object({ path: z.string(), columns: z.array(z.string()), rows: z.array(z.array(z.string())) }),
  ),
  /**
   * How many rows of the sample the guard takes for records of the dataset, and how many chance explains. Not private, and so for the custodian alone.
   */
  resembling: z.object({ records: z.int().nonnegative(), chance: z.int().nonnegative() }),
  createdAt: z.iso.datetime(),
  /** Set once it is published: a UnixFS folder with the files of the dataset, and the statistics document. */
  published: z
    .object({ sample: Cid, statistics: Cid, at: z.iso.datetime(), note: z.string().optional() })
    .optional(),
});
export type SampleView = z.infer<typeof SampleView>;

/** Runs an algorithm on the published sample of a dataset: no approval, no price, a log for who asks. */
export const StartSampleRun = z.object({
  datasetId: Amount,
  /** sha-256 of the algorithm's metadata document, which is its digest on chain. */
  metadataDigest: Bytes32,
  parameters: z.record(z.string(), z.unknown()).default({}),
});
export type StartSampleRun = z.infer<typeof StartSampleRun>;
export type StartSampleRunInput = z.input<typeof StartSampleRun>;

export const sampleRunStates = ['queued', 'preparing', 'running', 'ended', 'failed'] as const;

/** A run on a sample, for its signer alone. */
export const SampleRunView = z.object({
  run: z.string().regex(/^[0-9a-f]{32}$/),
  datasetId: Amount,
  metadataDigest: Bytes32,
  sample: Cid,
  /** `ended`: the program ran, whatever came of it. `failed`: it could not be run. */
  state: z.enum(sampleRunStates),
  createdAt: z.iso.datetime(),
  /** How the program ended. */
  outcome: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('exited'), code: z.int() }),
      z.object({ kind: z.literal('out_of_memory') }),
      z.object({ kind: z.literal('timed_out') }),
    ])
    .optional(),
  usage: z
    .object({
      wallSeconds: z.number().nonnegative(),
      cpuSeconds: z.number().nonnegative(),
      peakMemoryBytes: z.number().nonnegative(),
    })
    .optional(),
  /** What it left, in the form in which the guard would let it out of a run on the data. */
  outputs: z
    .array(
      z.object({
        name: OutputName,
        type: z.enum(['json', 'csv', 'onnx', 'text']),
        bytes: z.int().nonnegative(),
      }),
    )
    .default([]),
  /** Why it could not be run, or why its outputs would not leave a run on the data. */
  problem: z.object({ code: ProblemCode, detail: z.string(), hint: z.string() }).optional(),
  /** When log and outputs are removed. */
  keptUntil: z.iso.datetime(),
});
export type SampleRunView = z.infer<typeof SampleRunView>;
