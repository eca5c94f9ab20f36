/** The block times until which each side has to act, in seconds. */
export interface Deadlines {
  readonly validUntil: number;
  readonly runBy: number;
  readonly reviewBy: number;
  readonly settleBy: number;
}

/**
 * Deadlines of a quote. Each leaves its act the whole time it may take, counted from the latest moment at which the act
 * before it can have happened, plus a margin for blocks that come late.
 *
 * @param input.now time of the newest block; never the clock of this machine, which the chain does not share
 * @param input.quoteSeconds how long the slot is kept
 * @param input.queueSeconds how long the order may wait for what others hold
 * @param input.marginSeconds for integrity check, start of the container, delivery and late blocks
 * @param input.reviewSeconds longest review window among the datasets
 */
export function deadlinesOf(input: {
  now: number;
  quoteSeconds: number;
  maxSeconds: number;
  queueSeconds: number;
  marginSeconds: number;
  reviewSeconds: number;
}): Deadlines {
  const validUntil = input.now + input.quoteSeconds;
  const runBy = validUntil + input.queueSeconds + input.maxSeconds + input.marginSeconds;
  const reviewBy = runBy + input.reviewSeconds + input.marginSeconds;
  return { validUntil, runBy, reviewBy, settleBy: reviewBy + input.marginSeconds };
}
