import type { Scope, SortSource, ThroughFilter } from './binding.ts';
import { parameterType, quoted } from './columns.ts';
import type { Resource, ResourceSort } from './compiled.ts';
import { conditionText } from './conditions.ts';
import type { Place } from './cursor.ts';
import type { Parameters } from './parameters.ts';
import { rowsOf } from './relation.ts';
import type { ListRequest } from './request.ts';

interface From {
  readonly text: string;
  /** The column to compare and sort by in a column's stead. */
  readonly columnOf: (name: string) => string;
  readonly conditions: readonly string[];
}

/** The first filter over a table with the rows in the sort's order leads the way; another one is a condition. */
function fromText(
  resource: Resource,
  request: ListRequest,
  sort: SortSource,
  rows: string,
  scope: Scope,
  parameters: Parameters,
): From {
  const plain: From = { text: `${rows} as t`, columnOf: (name) => `t.${quoted(name)}`, conditions: [] };
  let from = plain;
  for (const { name, values } of request.conditions) {
    const through = resource.binding.filters?.[name];
    if (through?.kind !== 'through') continue;
    const column = `f.${quoted(through.column)}`;
    const condition =
      values.length === 1
        ? `${column} = ${parameters.add(values[0] ?? '', 'numeric')}`
        : `${column} = any(${parameters.add(values, 'numeric[]')})`;
    const same = Object.entries(through.place).map(([own, other]) => `f.${quoted(other)} = t.${quoted(own)}`);
    const leads =
      values.length === 1 && from === plain && sort.columns.every((each) => each in through.place);
    from = leads
      ? leading(from, through, rows, condition, same, scope)
      : {
          ...from,
          conditions: [
            ...from.conditions,
            `exists (select from ${quoted(through.table)} as f where ${[condition, ...same].join(' and ')})`,
          ],
        };
  }
  return from;
}

function leading(
  from: From,
  through: ThroughFilter,
  rows: string,
  condition: string,
  same: readonly string[],
  scope: Scope,
): From {
  const cut = scope.asOf === undefined ? [] : [`f.block_number <= ${scope.asOf}`];
  return {
    text: `${quoted(through.table)} as f join ${rows} as t on ${same.join(' and ')}`,
    columnOf: (name) => `f.${quoted(through.place[name] ?? name)}`,
    conditions: [...from.conditions, condition, ...cut],
  };
}

/** What else narrows a listing down than what was asked for: a further condition on the rows, and the last place that is looked at. */
export interface Window {
  /** Puts other rows in the rows' stead: fewer, or with a column to sort by that no table has. */
  readonly within?: ((rows: string, parameters: Parameters) => string) | undefined;
  readonly condition?: ((t: string, parameters: Parameters) => string) | undefined;
  readonly end?: Place | undefined;
}

/** A sort with its columns. */
export function sortColumns(resource: Resource, sort: string): ResourceSort {
  const found = resource.sorts.get(sort);
  if (found === undefined) throw new TypeError(`no sort ${sort}`);
  return found;
}

/** The rows of a listing: where they come from, what they fulfil, how they are sorted. */
export interface Selected {
  readonly rows: string;
  readonly order: string;
}

/** What selects the rows of a listing, from a place on. */
export function selectedRows(
  resource: Resource,
  request: ListRequest,
  scope: Scope,
  parameters: Parameters,
  bounds: {
    readonly place?: Place | undefined;
    readonly window?: Window | undefined;
    readonly branch?: string | undefined;
  },
): Selected {
  const { place, window, branch } = bounds;
  const { source, columns } = sortColumns(resource, request.sort);
  const stored = rowsOf(resource, scope, branch);
  const rows = window?.within?.(stored, parameters) ?? stored;
  const from = fromText(resource, request, source, rows, scope, parameters);
  const conditions = [...from.conditions];
  for (const condition of request.conditions) {
    const own = resource.binding.filters?.[condition.name];
    if (own?.kind === 'through' || own?.kind === 'search') continue;
    conditions.push(conditionText(resource, condition, 't', parameters, scope));
  }
  if (source.where !== undefined) conditions.push(source.where);
  const compared = (operator: string, { values }: Place) => {
    const left = columns.map(({ name }) => from.columnOf(name)).join(', ');
    const right = columns.map((column, index) => parameters.add(values[index] ?? '', parameterType(column)));
    return `(${left}) ${operator} (${right.join(', ')})`;
  };
  if (window?.condition !== undefined) conditions.push(window.condition('t', parameters));
  if (window?.end !== undefined) conditions.push(compared(request.descending ? '>=' : '<=', window.end));
  if (place !== undefined) conditions.push(compared(request.descending ? '<' : '>', place));
  return {
    rows: `select t.* from ${from.text}${conditions.length > 0 ? ` where ${conditions.join(' and ')}` : ''}`,
    order: columns
      .map(({ name }) => `${from.columnOf(name)} ${request.descending ? 'desc' : 'asc'}`)
      .join(', '),
  };
}
