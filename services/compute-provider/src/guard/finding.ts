import { z } from 'zod';
import { matchKinds } from './match-kind.ts';

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
    /** row: a whole row in any order. sequence: values of a row, or of rows that follow each other. column: values down a column. */
    match: z.enum(matchKinds),
    /** Records that were recognised; more may be there. */
    records: z.int().positive(),
    /** Of the dataset's records, 0 to 1. */
    share: z.number().min(0).max(1),
    /** The first ones: number of the record in the dataset, from 0, and of the value in the layer. */
    first: z.array(z.object({ record: z.int().nonnegative(), value: z.int().nonnegative() })).max(5),
  }),
  z.object({ kind: z.literal('opaque'), ...place, format: z.string() }),
  /** It expands to more than is looked at: a bomb, or layers without end. */
  z.object({
    kind: z.literal('unscanned'),
    ...place,
    limit: z.enum(['depth', 'layers', 'bytes', 'time', 'memory']),
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
});
export type GuardReport = z.infer<typeof GuardReport>;
