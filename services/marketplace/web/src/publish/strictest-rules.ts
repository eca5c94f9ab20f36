import type { DatasetRules } from '@atoll/schemas/metadata/dataset';

/** The least of the numbers that are given; undefined where none is. */
function least(numbers: readonly (number | undefined)[]): number | undefined {
  const given = numbers.filter((each) => each !== undefined);
  return given.length === 0 ? undefined : Math.min(...given);
}

/**
 * Rules that are at least as strict as each of several datasets': what a dataset that was made of theirs begins with. Where no type may
 * leave all of them, the first one's stand, and its owner chooses. Of agreements the first is taken.
 */
export function strictestRules(all: readonly DatasetRules[]): DatasetRules | undefined {
  const [first] = all;
  if (first === undefined) return undefined;
  const common = first.outputTypes.filter((type) =>
    all.every(({ outputTypes }) => outputTypes.includes(type)),
  );
  const precision = least(all.map((rules) => rules.precision));
  const runsPerDay = least(all.map((rules) => rules.runsPerDay));
  const agreement = all.find((rules) => rules.agreement !== undefined)?.agreement;
  return {
    release: all.some(({ release }) => release === 'review') ? 'review' : 'auto',
    outputTypes: common.length === 0 ? first.outputTypes : common,
    maxOutputBytes: Math.min(...all.map(({ maxOutputBytes }) => maxOutputBytes)),
    ...(all.some(({ runtime }) => runtime === 'gvisor') ? { runtime: 'gvisor' as const } : {}),
    ...(all.some(({ reviewers }) => reviewers === 2) ? { reviewers: 2 } : {}),
    ...(all.some(({ buyers }) => buyers === 'listed') ? { buyers: 'listed' as const } : {}),
    ...(precision === undefined ? {} : { precision }),
    ...(runsPerDay === undefined ? {} : { runsPerDay }),
    ...(agreement === undefined ? {} : { agreement }),
  };
}
