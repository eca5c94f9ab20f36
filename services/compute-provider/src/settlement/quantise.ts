/*
 * What a buyer sees of a run's time and memory, in few steps: an algorithm could say something with the exact figures. Each says at most
 * log2 of the number of its steps: a run of up to an hour has one of 32 durations, which is five bits.
 */

/** Mantissas of a decade from ten on; the first decade has whole numbers only. */
const decade = [10, 12, 15, 20, 25, 30, 40, 50, 60, 80] as const;
const units = [1, 2, 3, 4, 5, 6, 8] as const;
const leastMemory = 16 << 20;

/** The grid's values from 1 upwards, without end. */
function* durations(): Generator<number> {
  yield* units;
  for (let power = 1; ; power *= 10) for (const mantissa of decade) yield mantissa * power;
}

/**
 * Seconds on the grid 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, … that are enough for `seconds`; 0 for none.
 * @example quantisedSeconds(61.2) // 80
 */
export function quantisedSeconds(seconds: number): number {
  if (!(seconds > 0)) return 0;
  for (const value of durations()) if (value >= seconds) return value;
  return seconds;
}

/** The last value of the grid that is not above `seconds`; at least 1. */
export function quantisedSecondsBelow(seconds: number): number {
  let last = 1;
  for (const value of durations()) {
    if (value > seconds) return last;
    last = value;
  }
  return last;
}

/** Bytes of memory as the next power of two, from 16 MiB; 0 for none. */
export function quantisedMemory(bytes: number): number {
  if (!(bytes > 0)) return 0;
  let value = leastMemory;
  while (value < bytes) value *= 2;
  return value;
}

/** A time without its fraction of a second. */
export function wholeSeconds(time: Date | string): Date {
  return new Date(Math.floor(new Date(time).getTime() / 1000) * 1000);
}
