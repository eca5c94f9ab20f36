import type { FieldSource, Scope } from './binding.ts';
import { quoted } from './columns.ts';
import { finishItem, itemText, type Resource } from './compiled.ts';
import { rowsOf } from './relation.ts';

export interface NestedInput {
  /** Asked for late, for resources refer to each other. */
  readonly to: () => Resource;
  /** Column of the nested rows → column of the item. */
  readonly on: Readonly<Record<string, string>>;
  readonly fields: readonly string[];
  /** Names of the nested fields where they differ. */
  readonly renamed?: Readonly<Record<string, string>>;
  readonly order: readonly string[];
  readonly descending?: boolean;
  readonly most: number;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Items of another resource that belong to an item, in the same statement and as of the same block. */
export function nested(input: NestedInput): FieldSource {
  const { fields, order, descending = false, most } = input;
  const rowsText = (scope: Scope, t: string): string => {
    const resource = input.to();
    const same = Object.entries(input.on).map(([other, own]) => `n.${quoted(other)} = ${t}.${quoted(own)}`);
    const sorted = order.map((name) => `n.${quoted(name)}${descending ? ' desc' : ''}`).join(', ');
    return `(select '[' || coalesce(string_agg(m.item, ',' order by m.o), '') || ']' from (
      select ${itemText(resource, fields, scope, 'n')} as item, row_number() over (order by ${sorted}) as o
      from ${rowsOf(resource, scope)} as n where ${same.join(' and ')} order by ${sorted} limit ${most}
    ) as m)`;
  };
  return {
    nullable: false,
    json: rowsText,
    finish: (value, chain) => {
      if (!Array.isArray(value)) return value;
      for (const item of value) {
        if (!isRecord(item)) continue;
        finishItem(input.to(), fields, item, chain);
        for (const [from, to] of Object.entries(input.renamed ?? {})) {
          item[to] = item[from];
          delete item[from];
        }
      }
      return value;
    },
  };
}
