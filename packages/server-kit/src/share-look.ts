/**
 * Lets everybody who asks while something is looked up have what that finds: however many ask, it is looked up once at a time.
 *
 * @example
 * const backlog = shareLook(() => countBacklog(sql));
 */
export function shareLook<Found>(look: () => Promise<Found>): () => Promise<Found> {
  let looking: Promise<Found> | undefined;
  return () => (looking ??= look().finally(() => (looking = undefined)));
}
