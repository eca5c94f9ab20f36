import { parse } from 'csv-parse/sync';
import type { CleanOutput } from './check-outputs.ts';
import type { Finding } from '@atoll/schemas/guard';
import type { GuardPolicy } from '@atoll/schemas/guard';

/** What the owner of a dataset asks of the groups in tables. */
export interface GroupRule {
  readonly dataset: string;
  readonly rule: NonNullable<GuardPolicy['minimumGroup']>;
}

/**
 * That every row of every table among the outputs stands for a group of at least so many records. A table that does not say how many
 * is a finding too. Tables are outputs that are declared as CSV, in the form in which they leave; JSON has no columns to ask.
 */
export function checkGroups(input: {
  outputs: readonly CleanOutput[];
  groups: readonly GroupRule[];
}): Finding[] {
  const tables = input.outputs.filter(({ type }) => type === 'csv');
  return tables.flatMap(({ name: output, bytes }) => {
    const counters = countGroups(bytes, input.groups);
    return counters.flatMap(({ dataset, rule, places, groups }): Finding[] => {
      const about = { output, layer: [], dataset, least: rule.size };
      if (places.length === 0) return [{ kind: 'group_size_unknown', ...about }];
      return groups === 0 ? [] : [{ kind: 'small_group', ...about, groups }];
    });
  });
}

interface Counter extends GroupRule {
  /** Columns that may count. */
  readonly places: readonly number[];
  groups: number;
}

/** Counts the groups that are too small for each rule; no row is kept, so that memory does not grow with the table. */
function countGroups(bytes: Uint8Array, rules: readonly GroupRule[]): Counter[] {
  let counters: Counter[] | undefined;
  parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
    on_record: (row: string[]) => {
      if (counters === undefined) counters = rules.map((each) => counterOf(each, row));
      else
        for (const counter of counters)
          if (counter.places.some((place) => !isAtLeast(row[place], counter.rule.size))) counter.groups += 1;
      return null;
    },
  });
  return counters ?? rules.map((each) => counterOf(each, []));
}

function counterOf({ dataset, rule }: GroupRule, header: readonly string[]): Counter {
  const names = new Set(rule.countColumns.map(folded));
  const places = header.flatMap((column, index) => (names.has(folded(column)) ? [index] : []));
  return { dataset, rule, places, groups: 0 };
}

const folded = (name: string) => name.trim().toLowerCase();

/** A count is a whole number in digits; what is none is no count. */
function isAtLeast(text: string | undefined, least: number): boolean {
  return text !== undefined && /^\d{1,15}(?:\.0+)?$/.test(text.trim()) && Number(text) >= least;
}
