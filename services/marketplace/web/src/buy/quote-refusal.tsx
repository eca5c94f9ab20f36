import { AtollError } from '@atoll/schemas/error';
import { type Act, ActStatus } from '@atoll/ui/use-act.tsx';
import { ErrorNotice } from '@atoll/ui/error-notice.tsx';
import type { ReactNode } from 'react';
import { AskApproval } from './ask-approval.tsx';
import type { PurchaseParts } from './purchase-parts.ts';
import { SignAgreement } from './sign-agreement.tsx';
import type { Candidate } from './use-algorithms.ts';

/** What stands behind a refusal, in words, where the provider's own sentence leaves a newcomer alone. */
const background: Partial<Record<string, string>> = {
  buyer_not_listed:
    'The owner sells runs on this data only to buyers on a list, which the provider keeps to itself. Ask the owner to put your account on it; nothing was paid.',
  environment_busy: 'Every slot is taken or promised right now. A slot is free again soon; nothing was paid.',
  runs_exhausted: 'The owner limits how many runs may start in a day, or in all. Nothing was paid.',
  provider_halted: 'The owner has stopped every run for now. Nothing was paid.',
  insufficient_collateral:
    'The provider has not enough collateral free to stand for this order. Ask again later, or order less.',
  stale_version: 'The dataset or the algorithm has a newer version by now. Reload the page to see it.',
  upstream_unavailable:
    'The provider does not answer. What you chose is kept in this browser; nothing was paid.',
};

/** Why there is no quote and what to do: an agreement to sign, an approval to ask for, or words. */
export function QuoteRefusal(
  parts: PurchaseParts & { act: Act<unknown>; algorithm: Candidate; onAgain: () => void },
) {
  const { act, onAgain } = parts;
  if (act.state !== 'failed') return <ActStatus act={act} />;
  const { error } = act;
  const code = error instanceof AtollError ? error.code : undefined;
  return (
    <>
      <ErrorNotice error={error} onRetry={onAgain} />
      {code !== undefined && background[code] !== undefined ? <p>{background[code]}</p> : null}
      <Remedy {...parts} error={error} code={code} />
    </>
  );
}

function Remedy(
  parts: PurchaseParts & {
    algorithm: Candidate;
    error: unknown;
    code: string | undefined;
    onAgain: () => void;
  },
): ReactNode {
  const { code, error } = parts;
  if (code === 'agreement_missing' && error instanceof AtollError)
    return <SignAgreement {...parts} data={error.data} />;
  if (code === 'not_approved' || code === 'approval_expired' || code === 'custodian_approval_missing')
    return <AskApproval {...parts} />;
  return null;
}
