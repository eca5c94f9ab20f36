import type { Attack } from './attack.ts';
import { type Control, controls } from './controls.ts';
import type { Named } from './find-attacks.ts';

export const tableStart = '<!-- controls: written by `npm run attacks -- --table` -->';
export const tableEnd = '<!-- /controls -->';

/** The table of docs/security.md: each control with the attacks that it stops, holds or bounds. */
export function controlTable(attacks: readonly Named<Attack>[]): string {
  const names = (control: Control, expect: Attack['expect']) =>
    attacks.filter((each) => each.control === control && each.expect === expect).map(({ name }) => name);
  const list = (label: string, found: readonly string[]) =>
    found.length === 0 ? [] : [`${label}: ${found.map((name) => `\`${name}\``).join(', ')}`];
  const rows = Object.entries(controls).map(([control, sentence]) => {
    const known = controlOf(control);
    const cells = [
      ...list('blocked', names(known, 'blocked')),
      ...list('held', names(known, 'held')),
      ...list('bounded', names(known, 'limit')),
    ];
    return `| **${control}** | ${sentence} | ${cells.join('<br>')} |`;
  });
  return ['| control | what it does | attacks in `tests/attacks` |', '| --- | --- | --- |', ...rows].join(
    '\n',
  );
}

/** Guarantee: the keys of `controls` are controls. */
function controlOf(key: string): Control {
  return key as Control;
}

/** A document with the table put in between its marks. */
export function withTable(document: string, table: string): string {
  const [before, rest] = document.split(tableStart);
  const after = rest?.split(tableEnd)[1];
  if (before === undefined || after === undefined)
    throw new TypeError('docs/security.md lacks the marks of its table');
  return `${before}${tableStart}\n\n${table}\n\n${tableEnd}${after}`;
}
