import { TooManyUploads } from './errors.ts';

/** How many uploads may wait on the disk at once. */
export interface UploadSlots {
  /** Takes a slot until it is disposed. Throws `TooManyUploads`. */
  take(account: string): Disposable;
}

/** Slots within this process: a few for each account, more for all, so that nobody can fill the disk with unfinished uploads. */
export function createUploadSlots(limits: { perAccount: number; total: number }): UploadSlots {
  const running = new Map<string, number>();
  let total = 0;
  return {
    take(account) {
      const own = running.get(account) ?? 0;
      if (own >= limits.perAccount || total >= limits.total) throw new TooManyUploads();
      running.set(account, own + 1);
      total += 1;
      let taken = true;
      return {
        [Symbol.dispose]() {
          if (!taken) return;
          taken = false;
          total -= 1;
          const left = (running.get(account) ?? 1) - 1;
          if (left === 0) running.delete(account);
          else running.set(account, left);
        },
      };
    },
  };
}
