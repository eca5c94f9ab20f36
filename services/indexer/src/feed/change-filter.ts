import type { Change } from '@atoll/schemas/change';
import type { ChangeFilter } from '@atoll/schemas/change-filter';

type Part = keyof ChangeFilter;
type Told = Exclude<Change, { kind: 'reorg' }>;

const listOf = (value: string | undefined): readonly string[] => (value === undefined ? [] : [value]);

/** What a change has for each part of a filter. */
const valuesOf: { readonly [P in Part]-?: (change: Told) => readonly string[] } = {
  kinds: (change) => [change.kind],
  asset: (change) => change.assets,
  job: (change) => listOf('jobId' in change ? change.jobId : undefined),
  account: (change) => change.accounts,
  provider: (change) => listOf(change.provider),
  token: (change) => change.tokens,
  channel: (change) => listOf('channelId' in change ? change.channelId : undefined),
  bounty: (change) => listOf('bountyId' in change ? change.bountyId : undefined),
  proposal: (change) => listOf('proposalId' in change ? change.proposalId : undefined),
};
const parts = Object.keys(valuesOf) as Part[];

/**
 * Which changes a listener wants. Made once for each: looking at a change then takes about a microsecond, however many values are wanted, so
 * that 1,000 listeners who each want something else cost about a millisecond a change.
 */
export interface ChangeTest {
  /** The same text for filters that let the same changes through. */
  readonly key: string;
  /** Whether the listener wants to hear of a change. A reorg is told to everyone: it takes back what they were told. */
  matches(change: Change): boolean;
}

/** Makes a filter ready: a change has to have any of the values of each part that is given. */
export function changeTest(filter: ChangeFilter): ChangeTest {
  const wanted = parts.flatMap((part) => {
    const values = filter[part];
    return values === undefined ? [] : [{ part, values: new Set<string>(values), of: valuesOf[part] }];
  });
  return {
    key: JSON.stringify(wanted.map(({ part, values }) => [part, ...[...values].toSorted()])),
    matches: (change) =>
      change.kind === 'reorg' ||
      wanted.every(({ values, of }) => of(change).some((value) => values.has(value))),
  };
}
