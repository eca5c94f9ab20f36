import { z } from 'zod';

/** What it takes to read a table, and what a table covers. Its version names what fingerprints are made of: another one is taken anew. */
export const TableShape = z.object({
  version: z.literal(3),
  entries: z.int().nonnegative(),
  /** Entries that are of bytes, not of values. */
  contents: z.int().nonnegative(),
  bucketBits: z.int().min(0).max(24),
  filterBits: z.int().min(10).max(32),
  /** One fingerprint in 2^sampling was kept. */
  sampling: z.int().min(0).max(30),
  records: z.int().nonnegative(),
  /** Records with at least one fingerprint: the others say too little to be told from chance. */
  covered: z.int().nonnegative(),
});
export type TableShape = z.infer<typeof TableShape>;
