import { expect } from 'vitest';
import { z } from 'zod';
import type { Seen } from './seen.ts';

/** What an attack that tried several ways says of each: `done`, or why not. */
export const Answers = z.record(z.string(), z.string());

/** The ways that an attack found open. */
export const open = (answers: Readonly<Record<string, string>>): string[] =>
  Object.keys(answers).filter((way) => answers[way] === 'done');

/** The reasons, each once. */
export function reasonsOf(answers: Readonly<Record<string, string>>): string {
  return [...new Set(Object.values(answers))].sort().join(', ');
}

/**
 * That every way was refused inside; what is done without the sandbox says which of them the machine would have allowed.
 *
 * @param options.closedOutside ways that nothing on this machine offers to anybody, or that are not tried there
 */
export async function expectRefused(seen: Seen, options: { closedOutside?: boolean } = {}): Promise<string> {
  const answers = seen.said(Answers);
  expect(open(answers)).toEqual([]);
  const outside = open(await seen.unconfined(Answers));
  if (options.closedOutside !== true)
    expect(outside, 'ways that are open without the sandbox').not.toEqual([]);
  return `${reasonsOf(answers)}; without the sandbox ${outside.length} of ${Object.keys(answers).length} ways work`;
}

/** That no listener heard anything from the sandbox, and that each way which leads to one was heard without it. */
export async function expectUnheard(seen: Seen, act: string): Promise<string> {
  const refused = await expectRefused(seen);
  const { fromSandbox, fromOutside } = await seen.heard();
  expect(fromSandbox).toEqual([]);
  const heard = fromOutside.filter(({ text }) => new RegExp(`${act}\\b`).test(text));
  expect(heard.length, 'what the same attack tells the listeners without the sandbox').toBeGreaterThan(0);
  expect(fromOutside.some(({ text }) => text.includes('from the test itself'))).toBe(true);
  return refused;
}

/** That the outputs wait for the owner because records of the dataset stand in them. */
export async function expectHeldForRecords(seen: Seen, least = 1): Promise<string> {
  const egress = await seen.egress();
  if (egress.kind === 'refused') throw new Error(`refused before it was scanned: ${egress.message}`);
  const { report } = egress;
  expect(report.verdict).toBe('hold');
  const records = report.findings.filter(({ kind }) => kind === 'records');
  expect(records).not.toEqual([]);
  const recognised = report.datasets[0]?.records ?? 0;
  expect(recognised).toBeGreaterThanOrEqual(least);
  // What the reviewer reads names places, never what stands there.
  const told = JSON.stringify(report);
  for (const cell of new Set(seen.rows.slice(0, 20).flatMap((row) => row.split(','))))
    if (cell.length >= 6) expect(told).not.toContain(cell);
  const where = records.map((finding) => ('layer' in finding ? finding.layer.join(' in ') : ''));
  return `${recognised} of ${seen.rows.length} records recognised${where[0] === '' ? '' : ` in ${where[0]}`}`;
}

/** That the outputs wait for the owner for another reason. */
export async function expectHeldFor(seen: Seen, kind: string): Promise<string> {
  const egress = await seen.egress();
  if (egress.kind === 'refused') throw new Error(`refused before it was scanned: ${egress.message}`);
  expect(egress.report.verdict).toBe('hold');
  const finding = egress.report.findings.find((each) => each.kind === kind);
  expect(finding).toBeDefined();
  const limit = finding !== undefined && 'limit' in finding ? ` (${finding.limit})` : '';
  return `held: ${kind}${limit}`;
}

/** That nothing leaves, for the reason given, and that what is said of it shows nothing that the algorithm chose. */
export async function expectNothingLeaves(seen: Seen, ...reasons: readonly string[]): Promise<string> {
  const egress = await seen.egress();
  if (egress.kind === 'checked') throw new Error('it may leave');
  expect(reasons).toContain(egress.reason);
  const { message } = egress;
  for (const row of seen.rows.slice(0, 5)) expect(message).not.toContain(row);
  expect(message).toMatch(/^[\x20-\x7e’]*$/);
  return `nothing leaves: ${egress.reason}`;
}

/** The outputs in the form in which they leave, where they do without a question. */
export async function expectReleased(seen: Seen): Promise<ReadonlyMap<string, Buffer>> {
  const egress = await seen.egress();
  if (egress.kind === 'refused') throw new Error(`refused: ${egress.message}`);
  expect(egress.report.verdict).toBe('pass');
  return new Map(egress.outputs.map(({ name, bytes }) => [name, Buffer.from(bytes)]));
}
