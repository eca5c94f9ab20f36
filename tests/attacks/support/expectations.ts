import { expect } from 'vitest';
import { z } from 'zod';
import { type Seen } from './seen.ts';

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
