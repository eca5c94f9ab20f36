/** Lets a reader sleep until something happened, or some time passed. What happened while it was awake is not lost. */
export class Waker {
  #woken = false;
  #wake: (() => void) | undefined;

  wake(): void {
    this.#woken = true;
    this.#wake?.();
  }

  /** Whether something happened before `ms` milliseconds passed; false as well when the signal aborts. */
  async sleep(ms: number, signal: AbortSignal): Promise<boolean> {
    if (!this.#woken && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, ms);
      const stop = () => resolve();
      signal.addEventListener('abort', stop, { once: true });
      this.#wake = resolve;
      await promise;
      this.#wake = undefined;
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
    const woken = this.#woken;
    this.#woken = false;
    return woken;
  }
}
