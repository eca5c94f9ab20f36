/**
 * Time as a service sees it, injected so that tests need not wait.
 * `now` is wall-clock time; `monotonic` never goes backwards and is what durations are measured with (milliseconds).
 */
export interface Clock {
  now(): Date;
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
};

/** Unix time in whole seconds, the unit of block times and of every expiry on the wire. */
export function unixSeconds(clock: Clock): bigint {
  return BigInt(Math.floor(clock.now().getTime() / 1000));
}
