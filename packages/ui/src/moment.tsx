const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** A block time (seconds) or an ISO time, in the reader's own time zone; the exact UTC time is its title. */
export function Moment({ at }: { at: number | string }) {
  const date = typeof at === 'number' ? new Date(at * 1000) : new Date(at);
  return (
    <time dateTime={date.toISOString()} title={date.toISOString()}>
      {moment.format(date)}
    </time>
  );
}

/** A duration in words: `90` → `1 min 30 s`. */
export function duration(seconds: number): string {
  const units: readonly [number, string][] = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [size, name] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.slice(0, 2).join(' ') || '0 s';
}
