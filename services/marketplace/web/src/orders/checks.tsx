import { ForeignText } from '@atoll/ui/foreign-text.tsx';
import type { ReceiptCheck } from '@atoll/sdk/verify-receipt';

const names: Readonly<Record<ReceiptCheck['check'], string>> = {
  format: 'The receipt is of the format',
  statement: 'The statement is the one that was signed',
  order: 'It is about this order',
  charge: 'The charge fits the run',
  signature: 'Signed by the provider’s operator',
  parameters: 'Your parameters',
  outputs: 'The files are those of the statement',
  outputs_root: 'The files are the leaves of the root on chain',
  settlement: 'The escrow settled by it',
  commitments: 'The data is what its assets commit to',
};

const marks = { passed: '✓', failed: '✗', not_checked: '–' } as const;
const marksInWords = { passed: 'passed', failed: 'failed', not_checked: 'not checked' } as const;

/** Every check with what came of it. */
export function Checks({ checks }: { checks: readonly ReceiptCheck[] }) {
  return (
    <ul className="checks">
      {checks.map(({ check, outcome, why }) => (
        <li key={check}>
          <span aria-hidden="true">{marks[outcome]}</span>
          <strong>{names[check]}</strong>: {marksInWords[outcome]}
          <br />
          <span className="faint">
            <ForeignText text={why} />
          </span>
        </li>
      ))}
    </ul>
  );
}
