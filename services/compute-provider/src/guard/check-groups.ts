import { parse } from 'csv-parse/sync';
import type { CleanOutput } from './check-outputs.ts';
import type { Finding } from '@atoll/schemas/guard';
import type { GuardPolicy } from '@atoll/schemas/guard';

/**
 * That every row of every table among the outputs stands for a group of at least so many records. A table that does not say how many
 * is a finding too. Tables are outputs that are declared as CSV, in the form in which they leave; JSON has no columns to ask.
 */
export function checkGroups(input: {
  dataset: string;
  tables: readonly CleanOutput[];
  rule: NonNullable<GuardPolicy['minimumGroup']>;
}): Finding[] {
  const { dataset, rule } = input;
  const names = new Set(rule.countColumns.map(folded));
  return input.tables.flatMap(({ name: output, bytes }): Finding[] => {
    const rows: string[][] = parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    const [header = [], ...data] = rows;
    const places = header.flatMap((column, index) => (names.has(folded(column)) ? [index] : []));
    const about = { output, layer: [], dataset, least: rule.size };
    if (places.length === 0) return [{ kind: 'group_size_unknown', ...about }];
    const groups = data.filter((row) => places.some((place) => !isAtLeast(row[place], rule.size))).length;
    return groups === 0 ? [] : [{ kind: 'small_group', ...about, groups }];
  });
}

const folded = (name: string) => name.trim().toLowerCase();

/** A count is a whole number in digits; what is none is no count. */
function isAtLeast(text: string | undefined, least: number): boolean {
  return text !== undefined && /^\d{1,15}(?:\.0+)?$/.test(text.trim()) && Number(text) >= least;
}
