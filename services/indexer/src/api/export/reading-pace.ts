import type { ExportLimits } from './export-limits.ts';

/** Watches how fast a reader takes what is made for it. */
export interface ReadingPace {
  /** So many bytes are there to be taken. */
  offer(bytes: number): void;
  /** They were taken. */
  taken(): void;
  stop(): void;
}

/**
 * A reader may keep what is made for it waiting for `stallMs`. The time that it takes is used up, and given back by what it takes:
 * `leastBytes` give all of it. So who takes nothing is too slow after `stallMs`, who takes a few bytes now and then is soon after, and who
 * reads `leastBytes` in each `stallMs` never is.
 */
export function readingPace(
  { stallMs, leastBytes }: Pick<ExportLimits, 'stallMs' | 'leastBytes'>,
  onSlow: () => void,
): ReadingPace {
  let leftMs = stallMs;
  let offered = { bytes: 0, at: 0 };
  let timer: NodeJS.Timeout | undefined;
  return {
    offer(bytes) {
      offered = { bytes, at: performance.now() };
      timer = setTimeout(onSlow, leftMs);
    },
    taken() {
      if (timer === undefined) return;
      clearTimeout(timer);
      timer = undefined;
      const usedMs = performance.now() - offered.at;
      leftMs = Math.min(stallMs, Math.max(0, leftMs - usedMs) + (offered.bytes / leastBytes) * stallMs);
    },
    stop: () => clearTimeout(timer),
  };
}
