import { PeriodBackwards } from './errors.ts';

/** Whole days in UTC, as seconds since 1970: `first` is the first second, `last` the last one. */
export interface Period {
  readonly from: string;
  readonly to: string;
  readonly first: number;
  readonly last: number;
}

const daySeconds = 86_400;

/**
 * @param input.from first day, `YYYY-MM-DD`
 * @param input.to last day, inclusive
 * @throws PeriodBackwards
 * @example periodOf({ from: '2026-01-01', to: '2026-01-31' }).last // 1769903999
 */
export function periodOf({ from, to }: { from: string; to: string }): Period {
  const first = Math.max(0, Date.parse(`${from}T00:00:00Z`) / 1000);
  const last = Math.max(0, Date.parse(`${to}T00:00:00Z`) / 1000) + daySeconds - 1;
  if (to < from) throw new PeriodBackwards({ from, to });
  return { from, to, first, last };
}

/** The day in UTC on which a block was made. */
export const dayOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);
