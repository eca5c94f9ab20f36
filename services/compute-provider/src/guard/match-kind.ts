import type { Finding } from '@atoll/schemas/guard';

/** What a match is of. */
export type MatchKind = Extract<Finding, { kind: 'records' }>['match'];

/** In the order in which a table's entries number them. */
export const matchKinds = ['row', 'sequence', 'column', 'bytes'] as const satisfies readonly MatchKind[];
