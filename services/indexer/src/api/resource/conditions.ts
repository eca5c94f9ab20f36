import type { Scope } from './binding.ts';
import type { Resource } from './compiled.ts';
import { columnName } from './compiled.ts';
import { type Column, parameterType, quoted } from './columns.ts';
import type { Condition } from './request.ts';
import type { Parameters } from './parameters.ts';

/** A filter that no column stands behind: a fault of the declaration. */
class FilterUnbound extends Error {}

function columnOf(resource: Resource, name: string): Column {
  const column = resource.columns.get(columnName(name));
  if (column === undefined) throw new FilterUnbound(`${resource.shape.path} filters by ${name}`);
  return column;
}

/** Words of a vocabulary stand in the statement itself, so that a plan knows how rare each is. They come from the schemas' enumerations. */
const literal = (value: string) => `'${value.replaceAll("'", "''")}'`;

export function isVocabulary(resource: Resource, name: string): boolean {
  const filter = resource.shape.filters[name];
  return filter?.kind === 'equal' && filter.value.type === 'enum';
}

/**
 * The first block that has a time or a later one, found by halving: block times grow with their numbers. Some twenty looks at the key of
 * `logs` instead of an index by time on each table. Blocks without logs do not matter, for no row is of them.
 */
const firstBlockAt = (time: string) => `(
  with recursive halving (low, high) as (
    select 0::bigint, (select number + 1 from cursor)
    union all
    select case when late.is then h.low else h.middle + 1 end, case when late.is then h.middle else h.high end
    from (select low, high, (low + high) / 2 as middle from halving where low < high) as h,
      lateral (
        select coalesce((
          select l.block_timestamp from logs as l where l.block_number >= h.middle
          order by l.block_number, l.log_index limit 1
        ) >= ${time}, true) as is
      ) as late
  ) select low from halving where low >= high)`;

function rangeText(
  resource: Resource,
  column: Column,
  kind: 'from' | 'to',
  value: string,
  t: string,
  parameters: Parameters,
): string {
  const target = `${t}.${quoted(column.name)}`;
  const bound = parameters.add(value, parameterType(column));
  const exact = `${target} ${kind === 'from' ? '>=' : '<='} ${bound}`;
  const block = blockOf(resource, column);
  if (block === undefined) return exact;
  const own = `${t}.${quoted(block)}`;
  return kind === 'from'
    ? `${exact} and ${own} >= ${firstBlockAt(bound)}`
    : `${exact} and ${own} < ${firstBlockAt(`${bound} + 1`)}`;
}

/** The column with the block whose time a column tells. */
function blockOf(resource: Resource, column: Column): string | undefined {
  const { kind, times } = resource.binding;
  if (kind === 'fact' && (column.name.endsWith('_at') || column.name === 'block_timestamp'))
    return 'block_number';
  return times?.[column.name];
}

/** One condition as SQL over the row `t`. */
export function conditionText(
  resource: Resource,
  condition: Condition,
  t: string,
  parameters: Parameters,
  scope: Scope,
): string {
  const { name, kind, values } = condition;
  const own = resource.binding.filters?.[name];
  if (own?.kind === 'cases') {
    return `(${values.map((value) => own.where[value]?.(t, scope) ?? 'false').join(' or ')})`;
  }
  const column = columnOf(resource, name);
  const target = `${t}.${quoted(column.name)}`;
  const type = parameterType(column);
  const first = values[0] ?? '';
  if (kind === 'from' || kind === 'to') return rangeText(resource, column, kind, first, t, parameters);
  if (isVocabulary(resource, name)) {
    if (column.kind === 'flag')
      return values.length > 1 ? 'true' : first === 'true' ? target : `not ${target}`;
    const literals = values.map(literal).sort();
    return values.length === 1 ? `${target} = ${literals[0] ?? ''}` : `${target} in (${literals.join(', ')})`;
  }
  const equal =
    values.length === 1
      ? `${target} = ${parameters.add(first, type)}`
      : `${target} = any(${parameters.add(values, `${type}[]`)})`;
  return own?.kind === 'implying' ? `${equal} and ${own.implied(values, t, scope)}` : equal;
}
