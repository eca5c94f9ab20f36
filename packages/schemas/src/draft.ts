import { z } from 'zod';

/** Where a marketplace keeps drafts. */
export const draftPaths = { drafts: '/drafts', draft: (id: string) => `/drafts/${id}` } as const;

/** Bytes of one draft's JSON, levels of lists and objects in it, and drafts of one account, at most. */
export const draftLimits = { bytes: 64 * 1024, depth: 64, perAccount: 50 } as const;

/** A name that its owner gives a draft, e.g. `publish-2030-01-01`. */
export const DraftId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'expected 1 to 64 letters, digits, - or _');
export type DraftId = z.infer<typeof DraftId>;

/** Whether a JSON value has at most so many levels; walks it level by level, so that no depth is too deep to be refused. */
function isWithinDepth(value: unknown, depth: number): boolean {
  let level: unknown[] = [value];
  for (let left = depth; left > 0; left -= 1) {
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
    if (level.length === 0) return true;
  }
  return false;
}

/**
 * What is being written and is not published yet: of the account that is signed in, seen by nobody else. Its content is the page's own
 * affair; the service keeps any JSON object.
 */
export const Draft = z.strictObject({
  /** What it is a draft of. */
  kind: z.enum(['dataset', 'algorithm', 'model', 'order', 'policy', 'other']),
  title: z
    .string()
    .max(200)
    .regex(/^\P{Cc}*$/u, 'expected a text without control characters'),
  content: z
    .record(z.string(), z.unknown())
    .refine(
      (content) => isWithinDepth(content, draftLimits.depth),
      `expected at most ${draftLimits.depth} levels`,
    ),
});
export type Draft = z.infer<typeof Draft>;

/** A draft in the list, without its content. `changedAt` is unix seconds. */
export const DraftSummary = z.object({
  id: DraftId,
  kind: Draft.shape.kind,
  title: Draft.shape.title,
  changedAt: z.number().int(),
});
export type DraftSummary = z.infer<typeof DraftSummary>;

export const DraftView = DraftSummary.extend({ content: Draft.shape.content });
export type DraftView = z.infer<typeof DraftView>;
