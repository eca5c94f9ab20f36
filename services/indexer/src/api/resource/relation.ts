import { deltaOf } from '../../store/total.ts';
import { totals } from '../../store/totals.ts';
import type { Resource } from './compiled.ts';
import { quoted } from './columns.ts';
import type { Scope } from './binding.ts';

/** The rows of a state as they were after a block: those that no later block changed, and what undoing the later ones brings back. */
export function stateAsOf(name: string, key: readonly string[], asOf: string): string {
  const table = quoted(name);
  const names = key.map(quoted);
  const later = `from undo where table_name = '${name}' and block_number > ${asOf}`;
  const keys = names.map((each) => `(jsonb_populate_record(null::${table}, row_key)).${each}`).join(', ');
  return `(
    select s.* from ${table} as s where (${names.map((each) => `s.${each}`).join(', ')}) not in (select ${keys} ${later})
    union all
    select was.* from (
      select distinct on (key) before ${later} order by key, block_number
    ) as changed, jsonb_populate_record(null::${table}, before) as was where before is not null
  )`;
}

/** Sums with the facts of later blocks taken out again; what only they made is not there. */
function totalAsOf(resource: Resource, asOf: string): string {
  const total = totals.find(({ table }) => table === resource.table);
  if (total === undefined) throw new TypeError(`no total ${resource.table}`);
  const { keys, sums } = total;
  const same = keys.map((name) => `d.${quoted(name)} = s.${quoted(name)}`).join(' and ');
  const left = (name: string) => `s.${quoted(name)} - coalesce(d.${quoted(name)}, 0)`;
  const columns = [
    ...keys.map((name) => `s.${quoted(name)}`),
    ...sums.map((name) => `${left(name)} as ${quoted(name)}`),
  ];
  return `(
    select ${columns.join(', ')} from ${quoted(resource.table)} as s
    left join (${deltaOf(total, asOf, String(Number.MAX_SAFE_INTEGER))}) as d on ${same}
    where not (${sums.map((name) => `${left(name)} = 0`).join(' and ')})
  )`;
}

/** Rows with what is computed of each. */
function withComputed({ binding }: Resource, rows: string): string {
  const computed = Object.entries(binding.computed ?? {});
  if (computed.length === 0) return rows;
  const columns = computed.map(([name, expression]) => `${expression} as ${quoted(name)}`);
  return `(select s.*, ${columns.join(', ')} from ${rows} as s)`;
}

/** What a resource's rows are selected from, as of the scope's block. */
export const rowsOf = (
  resource: Resource,
  scope: Pick<Scope, 'asOf'> & Partial<Scope>,
  branch?: string,
): string => withComputed(resource, storedRows(resource, scope, branch));

function storedRows(
  resource: Resource,
  scope: Pick<Scope, 'asOf'> & Partial<Scope>,
  branch?: string,
): string {
  const table = branch === undefined ? quoted(resource.table) : `(${branch})`;
  if (scope.asOf === undefined) return table;
  switch (resource.binding.kind) {
    case 'state':
      return stateAsOf(
        resource.table,
        resource.key.map(({ name }) => name),
        scope.asOf,
      );
    case 'fact':
      return `(select s.* from ${table} as s where s.block_number <= ${scope.asOf})`;
    case 'total':
      return totalAsOf(resource, scope.asOf);
    case 'read':
      return table;
  }
}
