const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** A block time as a day, for the axis of a plot. */
export const shortDay = (seconds: number): string => day.format(new Date(seconds * 1000));

/** A day counted from 1970-01-01 in UTC. */
const utcDay = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });
export const dayName = (days: number): string => utcDay.format(new Date(days * 86_400_000));
