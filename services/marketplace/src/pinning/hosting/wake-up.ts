/** Lets one loop sleep until something happened or time has passed. A wake that comes while nobody sleeps is kept for the next sleep. */
export interface WakeUp {
  wake(): void;
  /** Ends after `ms`, at the next wake, or when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export function createWakeUp(): WakeUp {
  let pending = false;
  let stir: (() => void) | undefined;
  return {
    wake() {
      pending = true;
      stir?.();
    },
    async sleep(ms, signal) {
      if (!pending && !signal.aborted) {
        const { promise, resolve } = Promise.withResolvers<void>();
        stir = resolve;
        const timer = setTimeout(resolve, ms);
        signal.addEventListener('abort', () => resolve(), { once: true });
        await promise;
        clearTimeout(timer);
        stir = undefined;
      }
      pending = false;
    },
  };
}
