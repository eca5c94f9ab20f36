import type { GuardPolicy } from '@atoll/schemas/guard';
import { bytesInWords } from './bytes.ts';

/** What the guard does under a policy, as sentences, one for each thing that can be set. */
export function policyInWords(policy: GuardPolicy): string[] {
  const { maxMatchingRecords, onFinding, minimumGroup, maxReleasedBytes, repeat } = policy;
  return [
    maxMatchingRecords === 0
      ? 'No record of the dataset may stand in the outputs of a run.'
      : `At most ${maxMatchingRecords} record(s) of the dataset may stand in the outputs of a run.`,
    onFinding === 'hold'
      ? 'Outputs with a finding are held for a decision.'
      : 'Outputs with a finding are kept back without asking you.',
    minimumGroup === undefined
      ? 'Tables may leave without a count of their groups.'
      : `Tables leave only with a column that counts each row’s group (${minimumGroup.countColumns.join(', ')}), of at least ${minimumGroup.size}.`,
    maxReleasedBytes === undefined
      ? 'There is no limit to how much may leave over time.'
      : `At most ${bytesInWords(maxReleasedBytes)} may ever leave, over all runs and buyers.`,
    repeat === 'same'
      ? 'A run that repeats a released one is answered with the same outputs, so that noise cannot be averaged away.'
      : 'A run that repeats a released one runs anew: whoever repeats it often can average noise away.',
  ];
}

/** What another policy changes, as pairs of sentences. */
export function policyChanges(before: GuardPolicy, after: GuardPolicy): { before: string; after: string }[] {
  const later = policyInWords(after);
  return policyInWords(before).flatMap((sentence, index) => {
    const next = later[index];
    return next === undefined || next === sentence ? [] : [{ before: sentence, after: next }];
  });
}
