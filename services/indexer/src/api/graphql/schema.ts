import { type Filter, rankingsOf, sortWords } from '@atoll/schemas/indexer/shape';
import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldConfigMap,
  GraphQLFloat,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { z } from 'zod';
import type { Resource } from '../resource/compiled.ts';
import { hasItems, keyParts } from '../resource/key.ts';
import { aboutRanking } from '../resource/rank-search.ts';

/** Anything that JSON has: documents, orders, parameters. */
const Json = new GraphQLScalarType({
  name: 'JSON',
  description: 'any JSON value',
  serialize: (value) => value,
});

function valueType(type: unknown): GraphQLOutputType {
  if (type instanceof z.ZodOptional) return valueType(type.unwrap());
  if (type instanceof z.ZodBoolean) return GraphQLBoolean;
  // Block times and numbers go beyond 32 bits, and are exact as doubles.
  if (type instanceof z.ZodNumber) return GraphQLFloat;
  if (type instanceof z.ZodArray) {
    const element = valueType(type.element);
    return element === Json ? Json : new GraphQLList(new GraphQLNonNull(element));
  }
  if (type instanceof z.ZodString || type instanceof z.ZodEnum || type instanceof z.ZodPipe)
    return GraphQLString;
  return Json;
}

const descriptionOf = (type: z.core.$ZodType): { description?: string } => {
  const text = type instanceof z.ZodType ? type.description : undefined;
  return text === undefined ? {} : { description: text };
};

function filterArguments(name: string, filter: Filter): GraphQLFieldConfigArgumentMap {
  const description = filter.about;
  switch (filter.kind) {
    case 'equal':
      return {
        [name]: {
          type: new GraphQLList(new GraphQLNonNull(GraphQLString)),
          description: `${description}; any of the values`,
        },
      };
    case 'range':
      return {
        [`${name}From`]: { type: GraphQLString, description: `${description}, from this on` },
        [`${name}To`]: { type: GraphQLString, description: `${description}, up to and with this` },
      };
    case 'words':
      return { [name]: { type: GraphQLString, description } };
  }
}

/** Where a field's items come from, for whoever compiles a query. */
export interface FieldOrigin {
  readonly resource: Resource;
  readonly kind: 'list' | 'item' | 'many' | 'one';
  /** Column of the other table → column of this one, of what belongs to an item. */
  readonly on?: Readonly<Record<string, string>>;
}

/** The schema, and where each field that leads to items comes from, by `Type.field`. */
export interface Discovery {
  readonly schema: GraphQLSchema;
  readonly origins: ReadonlyMap<string, FieldOrigin>;
}

const chainArgument = {
  chain: {
    type: GraphQLString,
    description: 'CAIP-2 id of the chain; the first one of the service unless given',
  },
};

/** The schema of every resource: its lists, its items, and what belongs to them. */
export function discoverySchema(resources: Readonly<Record<string, Resource>>): Discovery {
  const origins = new Map<string, FieldOrigin>();
  const types = new Map<string, GraphQLObjectType>();
  const typeOf = (name: string): GraphQLObjectType => {
    const found = types.get(name);
    if (found === undefined) throw new TypeError(`no resource ${name}`);
    return found;
  };
  for (const [name, resource] of Object.entries(resources)) {
    const { shape } = resource;
    types.set(
      name,
      new GraphQLObjectType({
        name: shape.name,
        description: shape.description,
        fields: () => itemFields(resource, resources, typeOf, origins),
      }),
    );
  }
  const query: GraphQLFieldConfigMap<unknown, unknown> = {};
  for (const [name, resource] of Object.entries(resources)) {
    const { shape } = resource;
    query[name] = listField(resource, typeOf(name));
    origins.set(`Query.${name}`, { resource, kind: 'list' });
    if (!hasItems(resource)) continue;
    const single = shape.name.charAt(0).toLowerCase() + shape.name.slice(1);
    query[single === name ? `one${shape.name}` : single] = itemField(resource, typeOf(name));
    origins.set(`Query.${single === name ? `one${shape.name}` : single}`, { resource, kind: 'item' });
  }
  return {
    schema: new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields: query }) }),
    origins,
  };
}

function itemFields(
  resource: Resource,
  resources: Readonly<Record<string, Resource>>,
  typeOf: (name: string) => GraphQLObjectType,
  origins: Map<string, FieldOrigin>,
): GraphQLFieldConfigMap<unknown, unknown> {
  const fields: GraphQLFieldConfigMap<unknown, unknown> = {};
  for (const [name, type] of Object.entries(resource.shape.view.shape)) {
    fields[name] = { type: valueType(type), ...descriptionOf(type) };
  }
  for (const [name, relation] of Object.entries(resource.binding.relations ?? {})) {
    const to = resources[relation.to];
    if (to === undefined) continue;
    const type = typeOf(relation.to);
    fields[name] = relation.many
      ? {
          type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type))),
          args: { first: { type: GraphQLInt, defaultValue: 10, description: 'newest ones, at most 50' } },
        }
      : { type };
    origins.set(`${resource.shape.name}.${name}`, {
      resource: to,
      kind: relation.many ? 'many' : 'one',
      on: relation.on,
    });
  }
  return fields;
}

function listField(resource: Resource, type: GraphQLObjectType) {
  const { shape } = resource;
  const filters = Object.entries(shape.filters).map(([name, filter]) => filterArguments(name, filter));
  const page = new GraphQLObjectType({
    name: `${shape.name}Page`,
    fields: {
      items: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type))) },
      next: { type: GraphQLString, description: '`after` of the next page; null on the last one' },
    },
  });
  const sorts = sortWords(shape).map((value) => {
    const name = value.replace('-', '');
    const description = rankingsOf(shape).includes(name) ? aboutRanking : undefined;
    return [`${name}_${value === name ? 'asc' : 'desc'}`, { value, description }] as const;
  });
  return {
    type: new GraphQLNonNull(page),
    description: shape.description,
    args: {
      first: { type: GraphQLInt, defaultValue: 20, description: 'items of a page, at most 100' },
      after: { type: GraphQLString, description: 'the `next` of the page before' },
      sort: { type: new GraphQLEnumType({ name: `${shape.name}Sort`, values: Object.fromEntries(sorts) }) },
      filter: {
        type: new GraphQLInputObjectType({
          name: `${shape.name}Filter`,
          fields: () => Object.assign({}, ...filters),
        }),
      },
      asOf: { type: GraphQLFloat, description: 'number of a block, from the last final one on' },
      ...chainArgument,
    },
  };
}

function itemField(resource: Resource, type: GraphQLObjectType) {
  const keys = keyParts(resource).map(
    ({ name }) => [name, { type: new GraphQLNonNull(GraphQLString) }] as const,
  );
  return {
    type,
    args: { ...Object.fromEntries(keys), asOf: { type: GraphQLFloat }, ...chainArgument },
  };
}
