import {
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  getDirectiveValues,
  type GraphQLField,
  GraphQLIncludeDirective,
  GraphQLObjectType,
  getNamedType,
  GraphQLSkipDirective,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { QueryTooCostly } from '../resource/errors.ts';
import type { Resource } from '../resource/compiled.ts';
import type { Discovery, FieldOrigin } from './schema.ts';

/** What a query asks of an item. */
export interface Selection {
  readonly resource: Resource;
  /** Plain fields: name in the answer, name of the field. */
  readonly values: readonly (readonly [key: string, name: string])[];
  readonly nested: readonly Nested[];
}

/** What belongs to an item and is asked for with it. */
export interface Nested {
  readonly key: string;
  readonly origin: FieldOrigin;
  readonly first: number;
  readonly selection: Selection;
}

/** A query's own parts, in which fragments and variables are looked up. */
export interface QueryScope {
  readonly discovery: Discovery;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Fields of the query that lead to items, as far as they were found. */
  relations: number;
}

/** Levels of items within items. */
const mostDepth = 5;
const mostNested = 50;
/** Fields that lead to items: fragments that each lead to the next by many ways are few words and very many of these. */
const mostRelations = 100;

/**
 * Fields by their name in the answer, fragments taken apart; several of one name are one field with all of their selections. A fragment
 * adds nothing the second time (GraphQL, 6.3.2, `visitedFragments`), and one that is looked into each time doubles with each level.
 */
export function collectFields(
  scope: QueryScope,
  sets: readonly SelectionSetNode[],
  found = new Map<string, FieldNode[]>(),
  visited = new Set<string>(),
): Map<string, FieldNode[]> {
  for (const { selections } of sets) {
    for (const each of selections) {
      const skipped = getDirectiveValues(GraphQLSkipDirective, each, scope.variables)?.['if'] === true;
      const left = getDirectiveValues(GraphQLIncludeDirective, each, scope.variables)?.['if'] === false;
      if (skipped || left) continue;
      if (each.kind === Kind.FIELD) {
        const key = each.alias?.value ?? each.name.value;
        const same = found.get(key);
        if (same === undefined) found.set(key, [each]);
        else same.push(each);
        continue;
      }
      if (each.kind === Kind.FRAGMENT_SPREAD) {
        if (visited.has(each.name.value)) continue;
        visited.add(each.name.value);
      }
      // Every type is an object's own, so that a fragment is always of the type it stands in.
      const set =
        each.kind === Kind.INLINE_FRAGMENT
          ? each.selectionSet
          : scope.fragments.get(each.name.value)?.selectionSet;
      if (set !== undefined) collectFields(scope, [set], found, visited);
    }
  }
  return found;
}

export const setsOf = (nodes: readonly FieldNode[]): SelectionSetNode[] =>
  nodes.flatMap((node) => (node.selectionSet === undefined ? [] : [node.selectionSet]));

export function argumentsOf(
  scope: QueryScope,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
): Readonly<Record<string, unknown>> {
  return getArgumentValues(field, node, scope.variables);
}

/** A number of items, as asked for. @throws QueryTooCostly */
export function numberOfItems(value: unknown, most: number): number {
  if (typeof value === 'number' && value >= 1 && value <= most) return value;
  throw new QueryTooCostly(`first is ${String(value)}`, `ask for 1 to ${most} items at a time`);
}

/** @throws QueryTooCostly for items nested too deep, and for too many fields that lead to them */
export function selectionOf(
  scope: QueryScope,
  type: GraphQLObjectType,
  resource: Resource,
  sets: readonly SelectionSetNode[],
  depth = 1,
): Selection {
  if (depth > mostDepth) {
    throw new QueryTooCostly(
      `items are nested ${depth} deep`,
      `nest at most ${mostDepth} deep, and ask for the rest by id`,
    );
  }
  const values: (readonly [string, string])[] = [];
  const nested: Nested[] = [];
  const fields = type.getFields();
  for (const [key, nodes] of collectFields(scope, sets)) {
    const [node] = nodes;
    const field = fields[node?.name.value ?? ''];
    if (node === undefined || field === undefined) continue;
    const origin = scope.discovery.origins.get(`${type.name}.${field.name}`);
    if (origin === undefined) {
      values.push([key, field.name]);
      continue;
    }
    const to = getNamedType(field.type);
    if (!(to instanceof GraphQLObjectType)) continue;
    scope.relations += 1;
    if (scope.relations > mostRelations) {
      throw new QueryTooCostly(
        'the query leads to items by too many fields',
        `ask for at most ${mostRelations} relations at a time, those in fragments counted at each place`,
      );
    }
    const first =
      origin.kind === 'many' ? numberOfItems(argumentsOf(scope, field, node)['first'], mostNested) : 1;
    nested.push({
      key,
      origin,
      first,
      selection: selectionOf(scope, to, origin.resource, setsOf(nodes), depth + 1),
    });
  }
  return { resource, values, nested };
}

/** What a heavy field costs at each place where it stands, under whatever name; an item costs 1. */
export const heavyCost = 10;
/** What a document costs, which may be as large as a thousand items. */
export const documentCost = 40;

/** A field under its own name is a part of the item; under each further name it costs as much as one. */
function costOfValues({ resource, values }: Selection): number {
  const { shape, binding } = resource;
  const seen = new Set<string>();
  let cost = 0;
  for (const [, name] of values) {
    if (name === binding.weight?.field) cost += documentCost;
    else if (shape.heavy.includes(name) || shape.asked.includes(name)) cost += heavyCost;
    else if (seen.has(name)) cost += 1;
    seen.add(name);
  }
  return cost;
}

/** What answering costs at most, in items: those within items, heavy fields and documents included. */
export const costOf = (selection: Selection): number =>
  1 +
  costOfValues(selection) +
  selection.nested.reduce((sum, each) => sum + each.first * costOf(each.selection), 0);
