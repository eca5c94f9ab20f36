import type { DatasetRules } from '@atoll/schemas/metadata/dataset';
import type { Draft } from './draft.ts';

/** Rules as somebody would have typed them into the wizard; of the agreement its title and CID. */
export function typedRules(rules: DatasetRules): Partial<Draft['rules']> {
  return {
    release: rules.release,
    outputTypes: rules.outputTypes,
    maxOutput: `${rules.maxOutputBytes} B`,
    precision: String(rules.precision ?? ''),
    reviewers: rules.reviewers === 2 ? '2' : '1',
    gvisor: rules.runtime === 'gvisor',
    listed: rules.buyers === 'listed',
    agreementTitle: rules.agreement?.title ?? '',
    agreementCid: rules.agreement?.text ?? '',
    runsPerDay: String(rules.runsPerDay ?? ''),
  };
}
