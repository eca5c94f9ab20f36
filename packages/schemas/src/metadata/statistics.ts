import { z } from 'zod';

/** Privacy parameters are written with at most six digits after the point. */
export const EpsilonValue = z.number().min(0.001).max(20);

/** What is known of one column: counts with noise, and what follows from them. Never a value of the data. */
export const ColumnStatistics = z.object({
  name: z.string().min(1).max(200),
  kind: z.enum(['integer', 'float', 'date', 'datetime', 'category', 'text']),
  /** Share of rows without a value, or with one outside of the listed categories. Absent for text, of which nothing is measured. */
  missing: z.number().min(0).max(1).optional(),
  /** Counts by equal intervals, of numbers or ISO 8601 times. */
  bins: z
    .array(
      z.object({
        from: z.union([z.number(), z.string()]),
        to: z.union([z.number(), z.string()]),
        rows: z.number().nonnegative(),
      }),
    )
    .max(1024)
    .optional(),
  /** Counts by category, in the order in which the owner listed them. */
  categories: z
    .array(z.object({ value: z.string().max(200), rows: z.number().nonnegative() }))
    .max(1024)
    .optional(),
  /** From the bins, as if values lay evenly within each. */
  mean: z.number().optional(),
  quartiles: z.tuple([z.number(), z.number(), z.number()]).optional(),
});
export type ColumnStatistics = z.infer<typeof ColumnStatistics>;

/**
 * Statistics of a dataset's tables, and how its synthetic sample was made: all of it differentially private. Published as canonical JSON
 * under a CID of its own.
 */
export const StatisticsDocument = z.object({
  version: z.literal(1),
  method: z.literal('privbayes-1'),
  /** Where the method and the drawing of its noise are described. */
  sources: z.array(z.string().max(500)).max(16),
  /** What one person's rows can change, over all tables and the sample together. Without a delta: pure differential privacy. */
  epsilon: EpsilonValue,
  /** Most rows that one person has in all tables; the guarantee holds for persons with at most so many. */
  rowsPerPerson: z.int().min(1).max(10_000),
  tables: z
    .array(
      z.object({
        path: z.string().min(1).max(1024),
        /** With noise. */
        rows: z.int().nonnegative(),
        /** How the epsilon of one row was divided. */
        spent: z.object({
          rows: z.number(),
          bounds: z.number(),
          columns: z.number(),
          structure: z.number(),
          pairs: z.number(),
        }),
        columns: z.array(ColumnStatistics).max(2000),
        /** Columns that the sample draws together: the second given the first. Others are drawn by themselves. */
        pairs: z.array(z.tuple([z.string(), z.string()])).max(2000),
      }),
    )
    .max(1000),
  /** Files of the dataset that are no tables, which the sample is without. */
  omitted: z.array(z.string().max(1024)).max(1000),
});
export type StatisticsDocument = z.infer<typeof StatisticsDocument>;
