import { AtollError } from '@atoll/schemas/error';
import { Button } from './button.tsx';

/** The wallet's answer where its user said no (EIP-1193). */
const userRejected = 4001;

/** Whether the user refused in the wallet; anywhere in the chain of causes. */
export function wasRejected(error: unknown): boolean {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if ('code' in each && each.code === userRejected) return true;
    if (each.name === 'UserRejectedRequestError') return true;
  }
  return false;
}

/** What went wrong and what to do about it, in words. */
export function explain(error: unknown): { what: string; hint: string; retryable: boolean } {
  if (wasRejected(error)) {
    return {
      what: 'You refused this in your wallet',
      hint: 'Nothing was sent and nothing was paid. Try again when you are ready.',
      retryable: true,
    };
  }
  if (error instanceof AtollError) {
    return { what: sentence(error.message), hint: sentence(error.hint), retryable: error.retryable };
  }
  return {
    what: 'Something went wrong that this page does not know',
    hint: error instanceof Error ? sentence(error.message) : 'Reload the page and try again.',
    retryable: true,
  };
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** An error with its cause and its next step. Announced when it appears. */
export function ErrorNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { what, hint } = explain(error);
  return (
    <div className="notice bad" role="alert">
      <p>
        <strong>{what}.</strong>
      </p>
      <p>{hint}</p>
      {onRetry === undefined ? null : (
        <Button small onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
