import { type Filter, mostFilterValues, sortWords } from '@atoll/schemas/indexer/shape';
import { AssetReference } from '@atoll/schemas/indexer/values';
import { tokenIdOf } from './asset-reference.ts';
import type { ChainFacts, Scope } from './binding.ts';
import type { Resource } from './compiled.ts';
import { MalformedQuery } from './errors.ts';

/** One condition of a listing, its values checked and as text. */
export interface Condition {
  readonly name: string;
  readonly kind: 'equal' | 'from' | 'to' | 'words';
  readonly values: readonly string[];
}

/** What a listing is asked for. */
export interface ListRequest {
  readonly conditions: readonly Condition[];
  readonly sort: string;
  readonly descending: boolean;
  readonly cursor: string | undefined;
  readonly limit: number;
  readonly fields: readonly string[];
  /** Whether `fields` are what the listing has without being asked. */
  readonly usual: boolean;
  readonly asOf: number | undefined;
  /** Another text of an item than that of its fields. */
  readonly item?: (scope: Scope, t: string) => string;
}

const defaultLimit = 20;
const mostLimit = 100;

function checked(
  filter: Exclude<Filter, { kind: 'words' }>,
  name: string,
  value: string,
  chain: ChainFacts,
): string {
  const parsed = filter.value.safeParse(value);
  if (!parsed.success) {
    throw new MalformedQuery(`query.${name}`, parsed.error.issues[0]?.message ?? 'expected another value');
  }
  return filter.value === AssetReference ? tokenIdOf(chain, String(parsed.data)) : String(parsed.data);
}

function wordsOf(name: string, value: string): string {
  const text = value.trim();
  if (text === '' || text.length > 200 || !text.isWellFormed() || text.includes('\u0000')) {
    throw new MalformedQuery(`query.${name}`, 'expected 1 to 200 characters of text');
  }
  if (text.split(/\s+/).length > 16) throw new MalformedQuery(`query.${name}`, 'expected at most 16 words');
  return text;
}

function only(name: string, values: readonly string[]): string {
  if (values.length !== 1) throw new MalformedQuery(`query.${name}`, 'expected one value');
  return values[0] ?? '';
}

/** The parameters of a resource's listing besides its filters. */
const ownParameters = new Set(['cursor', 'limit', 'sort', 'fields', 'include', 'asOf', 'chain']);

/** Which filter a parameter is of: `<name>`, `<name>From` or `<name>To`. */
function conditionOf(
  resource: Resource,
  name: string,
  values: readonly string[],
  chain: ChainFacts,
): Condition {
  const { filters } = resource.shape;
  const own = Object.hasOwn(filters, name) ? filters[name] : undefined;
  if (own?.kind === 'words') return { name, kind: 'words', values: [wordsOf(name, only(name, values))] };
  if (own?.kind === 'equal') {
    if (values.length > mostFilterValues)
      throw new MalformedQuery(`query.${name}`, `expected at most ${mostFilterValues} values`);
    return {
      name,
      kind: 'equal',
      values: [...new Set(values.map((value) => checked(own, name, value, chain)))],
    };
  }
  const bound = /^(.+)(From|To)$/.exec(name);
  const base = bound?.[1] ?? '';
  const ranged = Object.hasOwn(filters, base) ? filters[base] : undefined;
  if (ranged?.kind !== 'range') {
    throw new MalformedQuery(`query.${name}`, 'no such parameter');
  }
  const value = checked(ranged, name, only(name, values), chain);
  return { name: base, kind: bound?.[2] === 'From' ? 'from' : 'to', values: [value] };
}

const commaSeparated = (values: readonly string[] | undefined): string[] =>
  (values ?? []).flatMap((value) => value.split(',')).filter((name) => name !== '');

/** @throws MalformedQuery for a name that the resource does not have */
function checkNames(resource: Resource, parameter: string, names: readonly string[]): void {
  for (const name of names) {
    if (!resource.fields.has(name)) {
      throw new MalformedQuery(
        `query.${parameter}`,
        `expected fields of ${[...resource.fields.keys()].join(', ')}`,
      );
    }
  }
}

/** The fields of an answer: `fields` names them, else `include` adds to what comes unasked. The key always comes along. */
export function fieldsOf(
  resource: Resource,
  usual: readonly string[],
  parameters: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  if (!parameters.has('fields') && !parameters.has('include')) return usual;
  const chosen = commaSeparated(parameters.get('fields'));
  const included = commaSeparated(parameters.get('include'));
  checkNames(resource, 'fields', chosen);
  checkNames(resource, 'include', included);
  const wanted = new Set([...(chosen.length > 0 ? [...resource.shape.key, ...chosen] : usual), ...included]);
  return [...resource.fields.keys()].filter((name) => wanted.has(name));
}

export const blockForm = /^(0|[1-9][0-9]{0,14})$/;

export function asOfOf(parameters: ReadonlyMap<string, readonly string[]>): number | undefined {
  const values = parameters.get('asOf');
  if (values === undefined) return undefined;
  const value = only('asOf', values);
  if (!blockForm.test(value)) throw new MalformedQuery('query.asOf', 'expected a block number');
  return Number(value);
}

function limitOf(values: readonly string[] | undefined): number {
  if (values === undefined) return defaultLimit;
  const value = only('limit', values);
  const limit = /^[1-9][0-9]{0,2}$/.test(value) ? Number(value) : 0;
  if (limit < 1 || limit > mostLimit)
    throw new MalformedQuery('query.limit', `expected a number from 1 to ${mostLimit}`);
  return limit;
}

function sortOf(
  resource: Resource,
  values: readonly string[] | undefined,
  conditions: readonly Condition[],
): { sort: string; descending: boolean } {
  if (values === undefined) return { sort: resource.shape.sorts[0], descending: true };
  const value = only('sort', values);
  const descending = value.startsWith('-');
  const sort = descending ? value.slice(1) : value;
  const found = resource.sorts.get(sort);
  if (found === undefined) {
    throw new MalformedQuery('query.sort', `expected one of ${sortWords(resource.shape).join(', ')}`);
  }
  const { ranks } = found;
  if (ranks !== undefined && !descending) {
    throw new MalformedQuery('query.sort', `expected -${sort}: the best match comes first, no other way`);
  }
  if (ranks !== undefined && !conditions.some(({ name }) => name === ranks)) {
    throw new MalformedQuery('query.sort', `${value} ranks by words: give ${ranks} as well, or another sort`);
  }
  return { sort, descending };
}

/** Parameters by name, each with its values in their order. */
export function parametersOf(search: string): Map<string, string[]> {
  const parameters = new Map<string, string[]>();
  if (search === '') return parameters;
  for (const [name, value] of new URLSearchParams(search)) {
    const values = parameters.get(name);
    if (values === undefined) parameters.set(name, [value]);
    else values.push(value);
  }
  return parameters;
}

/** @throws MalformedQuery, AssetUnknown */
export function readListRequest(
  resource: Resource,
  parameters: ReadonlyMap<string, readonly string[]>,
  chain: ChainFacts,
): ListRequest {
  const conditions: Condition[] = [];
  for (const [name, values] of parameters) {
    if (!ownParameters.has(name)) conditions.push(conditionOf(resource, name, values, chain));
  }
  const fields = fieldsOf(resource, resource.listed, parameters);
  return {
    conditions,
    ...sortOf(resource, parameters.get('sort'), conditions),
    cursor: parameters.has('cursor') ? only('cursor', parameters.get('cursor') ?? []) : undefined,
    limit: limitOf(parameters.get('limit')),
    fields,
    usual: fields === resource.listed,
    asOf: asOfOf(parameters),
  };
}

/** What is listed, as text: the same for every page. */
export function listingOf(resource: Resource, request: ListRequest, chain: ChainFacts): string {
  const { conditions, sort, descending, asOf } = request;
  const filters = conditions
    .map(({ name, kind, values }) => `${name} ${kind} ${JSON.stringify(values)}`)
    .sort();
  return [chain.chainId, resource.shape.path, sort, descending, asOf ?? '', ...filters].join('\n');
}
