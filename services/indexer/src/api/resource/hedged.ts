/**
 * Answers as the first of two attempts does that succeeds, of which the second begins only where the first takes long. Where neither does it
 * fails as the first.
 *
 * @param begin makes the second attempt; its signal is aborted where that is of no more use
 * @example await hedged(fromTheOrder, 1000, async (signal) => turns.run(() => walk(signal)));
 */
export function hedged<T>(
  first: Promise<T>,
  afterMs: number,
  begin: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const answered = new AbortController();
    let second: Promise<T> | undefined;
    const timer = setTimeout(() => {
      second = begin(answered.signal);
      second.then(resolve, () => undefined);
    }, afterMs);
    first
      .finally(() => clearTimeout(timer))
      .then(
        (answer) => {
          answered.abort();
          resolve(answer);
        },
        (error: unknown) => {
          if (second === undefined) reject(error as Error);
          else second.catch(() => reject(error as Error));
        },
      );
  });
}
