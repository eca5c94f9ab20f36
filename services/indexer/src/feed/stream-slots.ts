import { TooManyStreams } from './errors.ts';

/** Counts streams that are open, for each caller and in all. */
export interface StreamSlots {
  /** Takes a place for a caller who may hold `most`. Returns how to give it back. Throws `TooManyStreams`. */
  take(caller: string, most: number): () => void;
  readonly open: number;
}

/** @param total streams that one process holds at most */
export function createStreamSlots(total: number): StreamSlots {
  const held = new Map<string, number>();
  let open = 0;
  return {
    get open() {
      return open;
    },
    take(caller, most) {
      if (open >= total) throw new TooManyStreams({ limit: total, scope: 'service' });
      const own = held.get(caller) ?? 0;
      if (own >= most) throw new TooManyStreams({ limit: most, scope: 'caller' });
      held.set(caller, own + 1);
      open += 1;
      let given = false;
      return () => {
        if (given) return;
        given = true;
        open -= 1;
        const left = (held.get(caller) ?? 1) - 1;
        if (left === 0) held.delete(caller);
        else held.set(caller, left);
      };
    },
  };
}
