import { expect } from 'vitest';
import type { JobSeen } from './attack.ts';

/** That the buyer is told nothing of a row or of the log, while the owner reads what was tried. */
export function expectSealed(seen: JobSeen, end: { state: string; reason?: string }): string {
  expect(seen.view).toMatchObject(end);
  // The attack was really tried: the owner's log holds the row.
  expect(seen.log).toContain(seen.row);
  for (const text of [seen.row, ...seen.row.split(',').filter((cell) => cell.length > 4), 'marker'])
    expect(seen.asBuyer).not.toContain(text);
  return `the buyer reads ${end.state}${end.reason === undefined ? '' : `, ${end.reason}`}`;
}
