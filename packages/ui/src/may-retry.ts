import { AtollError } from '@atoll/schemas/error';

/** Whether asking again may help, at most twice. */
export function mayRetry(count: number, error: Error): boolean {
  return count < 2 && (!(error instanceof AtollError) || error.retryable);
}
