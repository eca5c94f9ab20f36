/** The numbers that `BountyKind` has in the ABI, in order. */
export const bountyKinds = ['data', 'model', 'fix'] as const;
export type BountyKind = (typeof bountyKinds)[number];
