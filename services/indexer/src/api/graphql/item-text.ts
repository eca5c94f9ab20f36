import type { ChainFacts, Scope } from '../resource/binding.ts';
import { quoted } from '../resource/columns.ts';
import { rowsOf } from '../resource/relation.ts';
import type { Nested, Selection } from './selection.ts';

/** The JSON text of what is selected of the row `t`, as an SQL expression: items within items are subqueries of the same statement. */
export function selectedText(selection: Selection, scope: Scope, t: string, depth = 0): string {
  const { resource, values, nested } = selection;
  const texts = [
    ...values.map(([key, name]) => {
      const source = resource.fields.get(name);
      return `'"${key}":' || ${source === undefined ? `'null'` : `coalesce(${source.json(scope, t)}, 'null')`}`;
    }),
    ...nested.map((each) => `'"${each.key}":' || ${nestedText(each, scope, t, depth + 1)}`),
  ];
  return `'{' || ${texts.length === 0 ? `''` : texts.join(` || ',' || `)} || '}'`;
}

function nestedText({ origin, first, selection }: Nested, scope: Scope, t: string, depth: number): string {
  const { resource } = selection;
  const n = `n${depth}`;
  const same = Object.entries(origin.on ?? {}).map(
    ([other, own]) => `${n}.${quoted(other)} = ${t}.${quoted(own)}`,
  );
  const rows = `${rowsOf(resource, scope)} as ${n} where ${same.join(' and ')}`;
  if (origin.kind === 'one') {
    return `coalesce((select ${selectedText(selection, scope, n, depth)} from ${rows} limit 1), 'null')`;
  }
  const sort = resource.sorts.get(resource.shape.sorts[0]);
  const order = (sort?.columns ?? []).map(({ name }) => `${n}.${quoted(name)} desc`).join(', ');
  return `(select '[' || coalesce(string_agg(m.item, ',' order by m.o), '') || ']' from (
    select ${selectedText(selection, scope, n, depth)} as item, row_number() over (order by ${order}) as o
    from ${rows} order by ${order} limit ${first}
  ) as m)`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Finishes, in place, what SQL could not say all of. */
export function finishSelected(selection: Selection, item: unknown, chain: ChainFacts): void {
  if (!isRecord(item)) return;
  for (const [key, name] of selection.values) {
    const finish = selection.resource.fields.get(name)?.finish;
    if (finish !== undefined && item[key] !== null) item[key] = finish(item[key], chain) ?? null;
  }
  for (const { key, selection: inner } of selection.nested) {
    const value = item[key];
    for (const each of Array.isArray(value) ? value : [value]) finishSelected(inner, each, chain);
  }
}
