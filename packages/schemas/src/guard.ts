import { z } from 'zod';
import { Bytes32 } from './ids.ts';

/** What the owner of a dataset asks of the guard, beyond the rules that are published with it. Never shown to a buyer. */
export const GuardPolicy = z.object({
  /** Records of the dataset that may stand in the outputs of one job. What chance alone can explain never counts. */
  maxMatchingRecords: z.int().nonnegative().default(0),
  /** What becomes of outputs with a finding: held for a decision, or kept back without one. */
  onFinding: z.enum(['hold', 'withhold']).default('hold'),
  /** Tables may leave only with a column that counts each row's group, and only with groups of this size. */
  minimumGroup: z
    .object({
      size: z.int().min(2),
      /** Names that such a column may have; case does not matter. */
      countColumns: z.array(z.string().min(1).max(200)).min(1).max(16).default(['count', 'n']),
    })
    .optional(),
  /** Bytes that may ever leave the dataset, over all jobs and buyers. */
  maxReleasedBytes: z.int().nonnegative().optional(),
  /**
   * What answers a job that is identical to one whose outputs were released: those outputs, so that noise cannot be averaged away,
   * or a run of its own.
   */
  repeat: z.enum(['same', 'again']).default('same'),
});
export type GuardPolicy = z.infer<typeof GuardPolicy>;

/** Which output, and what had to be opened to see it, from the outside in: `base64@120`, `gzip`. Nothing of it was chosen by the algorithm. */
const place = { output: z.string(), layer: z.array(z.string()) };

/**
 * What the guard found in outputs that are otherwise in order; for the data owner alone. It names places and numbers of records,
 * never a value.
 */
export const Finding = z.discriminatedUnion('kind', [
  z.object({
    /** Records of a dataset, or parts of them, that stand in an output. */
    kind: z.literal('records'),
    ...place,
    dataset: z.string(),
    /**
     * row: a whole row in any order. sequence: values of a row, or of rows that follow each other. column: values down a column.
     * bytes: a part of a file, byte by byte.
     */
    match: z.enum(['row', 'sequence', 'column', 'bytes']),
    /** Records that were recognised; more may be there. */
    records: z.int().positive(),
    /** Of the dataset's records, 0 to 1. */
    share: z.number().min(0).max(1),
    /** The first ones: number of the record in the dataset, from 0, and of the value (or of the byte) in the layer. */
    first: z.array(z.object({ record: z.int().nonnegative(), value: z.int().nonnegative() })).max(5),
  }),
  z.object({ kind: z.literal('opaque'), ...place, format: z.string() }),
  /** It expands to more than is looked at, a bomb or layers without end; or the guard failed at it. */
  z.object({
    kind: z.literal('unscanned'),
    ...place,
    limit: z.enum(['depth', 'layers', 'bytes', 'time', 'memory', 'failure']),
  }),
  z.object({
    kind: z.literal('small_group'),
    ...place,
    dataset: z.string(),
    least: z.int(),
    groups: z.int().positive(),
  }),
  z.object({ kind: z.literal('group_size_unknown'), ...place, dataset: z.string(), least: z.int() }),
  z.object({
    kind: z.literal('budget'),
    dataset: z.string(),
    released: z.int().nonnegative(),
    asked: z.int().nonnegative(),
    most: z.int().nonnegative(),
  }),
]);
export type Finding = z.infer<typeof Finding>;

/** What is kept of a guard's work with an attempt. */
export const GuardReport = z.object({
  findings: z.array(Finding),
  /** Of each dataset: how many of its records were recognised, in all outputs together, and how many could be by chance. */
  datasets: z.array(
    z.object({
      dataset: z.string(),
      records: z.int().nonnegative(),
      queries: z.int().nonnegative(),
      chance: z.int().nonnegative(),
      allowed: z.int().nonnegative(),
    }),
  ),
  verdict: z.enum(['pass', 'hold', 'withhold']),
  /** Rules and policies as they were applied to these outputs; the receipt states it. */
  policyDigest: Bytes32,
});
export type GuardReport = z.infer<typeof GuardReport>;

/** How a dataset is guarded; for its custodian. */
export const GuardView = z.object({
  name: z.string(),
  policy: GuardPolicy,
  snapshots: z.array(
    z.object({
      snapshot: z.string(),
      /** Absent until the first run over a snapshot whose fingerprints are missing or of an earlier form. */
      fingerprints: z
        .object({
          /** Rows of tables, lines of text, and blocks of 4 KiB of files that are no tables. */
          records: z.int(),
          /** Records that can be recognised; the others say too little to be told from chance. */
          covered: z.int(),
          entries: z.int(),
          /** One fingerprint in so many was kept. */
          keptOneIn: z.int(),
          falseMatchRate: z.number(),
        })
        .optional(),
      releasedBytes: z.int(),
    }),
  ),
});
export type GuardView = z.infer<typeof GuardView>;
