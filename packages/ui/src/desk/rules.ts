import type { DatasetRules } from '@atoll/schemas/metadata/dataset';
import { bytesInWords } from './bytes.ts';

/** The rules of a dataset as sentences, e.g. for who is about to publish them. */
export function rulesInWords(rules: DatasetRules): string[] {
  const said = [
    rules.release === 'auto'
      ? 'What passes the guard is released at once.'
      : 'You look at every output before it is released.',
    `Only ${rules.outputTypes.join(', ')} may leave, at most ${bytesInWords(rules.maxOutputBytes)} for each run.`,
  ];
  if (rules.reviewers === 2) said.push('Two persons have to release an output that is held.');
  if (rules.precision !== undefined)
    said.push(`Numbers leave with at most ${rules.precision} significant digits.`);
  if (rules.runtime === 'gvisor') said.push('Algorithms run under gVisor or not at all.');
  if (rules.buyers === 'listed')
    said.push('Only buyers on your list, which stays at your provider, are quoted.');
  if (rules.agreement !== undefined) said.push(`Buyers sign “${rules.agreement.title}” first.`);
  if (rules.runsPerDay !== undefined) said.push(`At most ${rules.runsPerDay} runs start in 24 hours.`);
  return said;
}
