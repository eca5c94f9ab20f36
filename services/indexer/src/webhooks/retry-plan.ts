/** How failed deliveries are tried again. */
export interface RetryPlan {
  /** Milliseconds before the second attempt; each further pause is three times as long, up to `longestMs`. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** Attempts after which a delivery is dead. */
  readonly attempts: number;
  /** Milliseconds of failures without one success after which a webhook is disabled. */
  readonly disableAfterMs: number;
  /** Milliseconds that a receiver has for its answer. */
  readonly timeoutMs: number;
}

/** 5 s, 15 s, 45 s … 6 h: twelve attempts within about a day. Disabled after three days. */
export const retryPlan: RetryPlan = {
  firstMs: 5000,
  longestMs: 6 * 3_600_000,
  attempts: 12,
  disableAfterMs: 3 * 86_400_000,
  timeoutMs: 10_000,
};

/**
 * Milliseconds until a delivery is tried again, spread by up to a fifth so that receivers that failed together are not asked together;
 * undefined where it was the last attempt.
 *
 * @param asked milliseconds that the receiver asked for
 * @param chance from 0 to 1
 */
export function pauseAfter(
  plan: RetryPlan,
  attempts: number,
  asked: number | undefined,
  chance: number,
): number | undefined {
  if (attempts >= plan.attempts) return undefined;
  const pause = Math.min(plan.firstMs * 3 ** (attempts - 1), plan.longestMs);
  return Math.round(Math.max(pause, Math.min(asked ?? 0, plan.longestMs)) * (0.8 + 0.4 * chance));
}
