import type { Scope } from './binding.ts';
import { type Column, jsonText, parameterType, quoted } from './columns.ts';
import { itemText, type Resource } from './compiled.ts';
import type { Place } from './cursor.ts';
import { type Parameter, Parameters } from './parameters.ts';
import { rowsOf } from './relation.ts';
import type { ListRequest } from './request.ts';
import { type Selected, selectedRows, sortColumns, type Window } from './selected-rows.ts';
import { stampColumn } from './stamp.ts';

export interface Statement {
  readonly text: string;
  readonly values: readonly Parameter[];
}

/**
 * The block that is answered for, and the last reorg, beside what was asked: one statement, so one snapshot. None while a backfill is under
 * way: there are no totals yet, and nothing that a listing is read by.
 */
export function headText(asOf: string | undefined): string {
  if (asOf === undefined)
    return `(
      select number, hash, timestamp, null::bigint as oldest, null::bigint as newest
      from cursor where (select phase = 'live' from mirror)
    ) as h`;
  return `(
    select b.number, b.hash, b.timestamp, m.finalized as oldest, (select number from cursor) as newest
    from mirror as m left join lateral (
      select number, hash, timestamp from blocks where number <= ${asOf} order by number desc limit 1
    ) as b on true
    where m.phase = 'live'
  ) as h`;
}

/** What every answer tells of its block, and the last reorg. */
export const headColumns = `h.number::text as number, encode(h.hash, 'hex') as hash, h.oldest::text as oldest,
  h.newest::text as newest, (select coalesce(max(id), 0) from reorgs)::text as reorg,
  ${stampColumn}`;

/** Rows that a page may read: a few sizes, so that few statements are prepared. */
const pageSizes = [20, 50, 100];

export const pageSizeOf = ({ limit }: Pick<ListRequest, 'limit'>): number =>
  pageSizes.find((each) => each >= limit) ?? limit;

/**
 * A page of a listing, put together by Postgres: `items` is the text of its items, `place` the sort's columns of the last one where more
 * follow. The comparison of rows uses the index from which the order comes, so any page costs what the first one does.
 */
export function listStatement(
  resource: Resource,
  request: ListRequest,
  place: Place | undefined,
  chain: Pick<Scope, 'chainId' | 'contracts'>,
  window?: Window,
): Statement {
  const parameters = new Parameters();
  const asOf = request.asOf === undefined ? undefined : parameters.add(request.asOf, 'bigint');
  const scope: Scope = { ...chain, asOf, now: 'h.timestamp' };
  const parts = (resource.binding.branches ?? [undefined]).map((branch) =>
    selectedRows(resource, request, scope, parameters, { place, window, branch }),
  );
  const { columns } = sortColumns(resource, request.sort);
  const since =
    place === undefined
      ? 'null'
      : `(select min(ancestor) from reorgs where id > ${parameters.add(place.reorg, 'bigint')})::text`;
  const item = request.item?.(scope, 'q') ?? itemText(resource, request.fields, scope, 'q');
  const shown = shownText(resource, request, parameters);
  return {
    text: `select ${headColumns}, ${since} as ancestor, p.items, p.place
      from ${headText(asOf)} left join lateral (
        select ${shown.items} as items, ${shown.place} as place
        from (
          select q.n, q.shown, case when q.shown then ${item} end as item,
            case when ${shown.last} then ${placeText(columns)} end as place
          from (
            select r.*, ${shown.columns} from (${firstRows(parts, shown.size + 1)}) as r
          ) as q
        ) as x
      ) as p on true`,
    values: parameters.values,
  };
}

/** The first rows of all parts together. */
function firstRows(parts: readonly Selected[], limit: number): string {
  const texts = parts.map(({ rows, order }) => `${rows} order by ${order} limit ${limit}`);
  const [first] = parts;
  if (first === undefined || parts.length === 1) return texts.join();
  return `select t.* from (${texts.map((text) => `(${text})`).join(' union all ')}) as t order by ${first.order} limit ${limit}`;
}

/**
 * The place of the `items`th row of a listing from a place on, whatever its filters, as `listStatement` tells places: none where it ends
 * before. In a listing of several parts it is the first of theirs, so that none is walked further.
 */
export function endStatement(
  resource: Resource,
  request: ListRequest,
  from: Place | undefined,
  items: number,
  chain: Pick<Scope, 'chainId' | 'contracts'>,
): Statement {
  const parameters = new Parameters();
  const asOf = request.asOf === undefined ? undefined : parameters.add(request.asOf, 'bigint');
  const scope: Scope = { ...chain, asOf, now: '0' };
  const unfiltered = { ...request, conditions: [] };
  const ends = (resource.binding.branches ?? [undefined]).map((branch) => {
    const { rows, order } = selectedRows(resource, unfiltered, scope, parameters, { place: from, branch });
    return `(${rows} order by ${order} offset ${items - 1} limit 1)`;
  });
  const { columns } = sortColumns(resource, request.sort);
  const direction = request.descending ? 'desc' : 'asc';
  const order = columns.map(({ name }) => `q.${quoted(name)} ${direction}`).join(', ');
  return {
    text: `select ${placeText(columns)} as place from (${ends.join(' union all ')}) as q order by ${order} limit 1`,
    values: parameters.values,
  };
}

/** Every row of a listing, each of the expressions a column `c<n>`. */
export function exportStatement(
  resource: Resource,
  request: ListRequest,
  chain: Pick<Scope, 'chainId' | 'contracts'>,
  expressions: readonly ((scope: Scope, t: string) => string)[],
): Statement {
  const parameters = new Parameters();
  const asOf = request.asOf === undefined ? undefined : parameters.add(request.asOf, 'bigint');
  const scope: Scope = { ...chain, asOf, now: 'h.timestamp' };
  const { rows, order } = selectedRows(resource, request, scope, parameters, {});
  const columns = expressions.map((expression, index) => `${expression(scope, 'q')} as c${index}`);
  return {
    text: `select ${columns.join(', ')} from ${headText(asOf)} cross join lateral (${rows} order by ${order}) as q`,
    values: parameters.values,
  };
}

/** The block that is answered for, alone. */
export function headStatement(asOf: number | undefined): Statement {
  const parameters = new Parameters();
  const block = asOf === undefined ? undefined : parameters.add(asOf, 'bigint');
  return {
    text: `select ${headColumns}, null as ancestor, null as items, null as place from ${headText(block)}`,
    values: parameters.values,
  };
}

/** The sort's columns of a row as the text of a list of strings. */
const placeText = (columns: readonly Column[]) =>
  columns
    .map((column) =>
      column.kind === 'count' ? `'"' || q.${quoted(column.name)} || '"'` : jsonText(column, 'q', false),
    )
    .join(` || ',' || `);

/** Bytes of heavy fields after which a page ends early: a hundred of the largest would be 100 MiB. */
const mostPageBytes = 4 << 20;

/**
 * Which of the rows read a page shows: as many as asked for, fewer where their heavy field would make it too large, at least one. The rows
 * come in the listing's order and stay in it, for nothing joins or sorts them any more.
 */
function shownText(resource: Resource, request: ListRequest, parameters: Parameters) {
  const size = pageSizeOf(request);
  const limit = parameters.add(request.limit, 'bigint');
  const items = "string_agg(x.item, ',')";
  const { weight } = resource.binding;
  if (weight === undefined || !request.fields.includes(weight.field)) {
    const columns = `row_number() over () as n, row_number() over () <= ${limit} as shown`;
    // One row alone has a place.
    const place = `case when count(*) > ${limit} then max(x.place) end`;
    return { size, columns, last: `q.n = ${limit}`, items, place };
  }
  const bytes = `sum(${weight.bytes('r')}) over (rows unbounded preceding)`;
  const columns = `row_number() over () as n,
    row_number() over () <= ${limit} and (row_number() over () = 1 or ${bytes} <= ${mostPageBytes}) as shown`;
  const place =
    'case when bool_or(not x.shown) then (array_agg(x.place order by x.n desc) filter (where x.shown))[1] end';
  return { size, columns, last: 'q.shown', items, place };
}

/** One item by its key. */
export function getStatement(
  resource: Resource,
  key: readonly string[],
  item: readonly string[] | ((scope: Scope, t: string) => string),
  asOf: number | undefined,
  chain: Pick<Scope, 'chainId' | 'contracts'>,
): Statement {
  const parameters = new Parameters();
  const block = asOf === undefined ? undefined : parameters.add(asOf, 'bigint');
  const scope: Scope = { ...chain, asOf: block, now: 'h.timestamp' };
  const text = typeof item === 'function' ? item(scope, 't') : itemText(resource, item, scope, 't');
  const conditions = resource.key.map(
    (column, index) =>
      `t.${quoted(column.name)} = ${parameters.add(key[index] ?? '', parameterType(column))}`,
  );
  return {
    text: `select ${headColumns}, null as ancestor, p.item as items, null as place
      from ${headText(block)} left join lateral (
        select ${text} as item from ${rowsOf(resource, scope)} as t
        where ${conditions.join(' and ')}
      ) as p on true`,
    values: parameters.values,
  };
}
