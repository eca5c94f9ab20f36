/** What a match is of. */
export const matchKinds = ['row', 'sequence', 'column'] as const;
export type MatchKind = (typeof matchKinds)[number];
