import { ExportsBusy } from './errors.ts';

/** Exports at a time: each holds a connection and a snapshot. */
const mostAtOnce = 2;

/** Counts exports that run: one of each caller, so that one who reads slowly leaves a place to somebody else. */
export function openPlaces() {
  const running = new Set<string | symbol>();
  return {
    /** @param caller undefined where nobody counts callers. @returns how to give the place back. @throws ExportsBusy */
    take(caller: string | undefined): () => void {
      if (caller !== undefined && running.has(caller)) throw new ExportsBusy({ limit: 1, scope: 'caller' });
      if (running.size >= mostAtOnce) throw new ExportsBusy({ limit: mostAtOnce, scope: 'service' });
      const held = caller ?? Symbol('nobody');
      running.add(held);
      let given = false;
      return () => {
        if (!given) running.delete(held);
        given = true;
      };
    },
  };
}
