import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  getNamedType,
  getOperationAST,
  getVariableValues,
  GraphQLObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  Source,
  specifiedRules,
  validate,
} from 'graphql';
import type { Transaction } from '../../store/connection.ts';
import { inSnapshot } from '../../store/in-snapshot.ts';
import { MalformedQuery, QueryTooCostly } from '../resource/errors.ts';
import { readKey } from '../resource/key.ts';
import { pageOfRow, startOfPage, answeredRow } from '../resource/read-page.ts';
import { type Reader, translated, wasEnded } from '../resource/reader.ts';
import { chooseReader } from '../resource/readers.ts';
import { type ListRequest, readListRequest } from '../resource/request.ts';
import { searchIn } from '../resource/read-search.ts';
import { sparseIn } from '../resource/read-sparse.ts';
import { getStatement, listStatement } from '../resource/statement.ts';
import { type BoundedRead, boundedRead, mostBytes } from './bounded-read.ts';
import { introspectPlainly } from './introspect-plainly.ts';
import { finishSelected, selectedText } from './item-text.ts';
import type { Discovery, FieldOrigin } from './schema.ts';
import {
  argumentsOf,
  collectFields,
  costOf,
  documentCost,
  heavyCost,
  numberOfItems,
  type QueryScope,
  type Selection,
  selectionOf,
  setsOf,
} from './selection.ts';

export interface GraphQLRequest {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** What one query may cost, in items. */
const mostCost = 5000;
const mostTokens = 2000;
const mostRootFields = 10;
const mostLevels = 20;

/** One field of a query, ready to be read. */
interface Job {
  readonly key: string;
  readonly origin: FieldOrigin;
  readonly reader: Reader;
  readonly args: Readonly<Record<string, unknown>>;
  readonly selection: Selection;
  /** What a page's items are called in the answer. */
  readonly names: ReadonlyMap<string, string>;
}

const rules = [...specifiedRules, introspectPlainly];

function parsed(discovery: Discovery, query: string): DocumentNode {
  try {
    const document = parse(new Source(query), { maxTokens: mostTokens, noLocation: false });
    const [error] = validate(discovery.schema, document, rules, { maxErrors: 5 });
    if (error !== undefined) throw error;
    return document;
  } catch (error) {
    throw new MalformedQuery('json.query', error instanceof Error ? error.message : 'expected a query');
  }
}

/** Levels of braces, so that introspection cannot be nested without end either. */
function checkLevels(query: string): void {
  let level = 0;
  for (const mark of query) {
    if (mark === '{') level += 1;
    if (mark === '}') level -= 1;
    if (level > mostLevels) {
      throw new QueryTooCostly(`the query is nested more than ${mostLevels} deep`, 'ask for less at a time');
    }
  }
}

/** Arguments of a list as the parameters of its route. */
function parametersOfList(args: Readonly<Record<string, unknown>>): Map<string, string[]> {
  const { filter, first, after, sort, asOf } = args;
  const parameters = new Map<string, string[]>();
  for (const [name, value] of Object.entries(typeof filter === 'object' && filter !== null ? filter : {})) {
    if (value === null || value === undefined) continue;
    const values: unknown[] = Array.isArray(value) ? value : [value];
    if (values.length > 0) parameters.set(name, values.map(String));
  }
  parameters.set('limit', [String(numberOfItems(first, 100))]);
  if (typeof after === 'string') parameters.set('cursor', [after]);
  if (typeof sort === 'string') parameters.set('sort', [sort]);
  if (typeof asOf === 'number') parameters.set('asOf', [String(asOf)]);
  return parameters;
}

function jobsOf(
  scope: QueryScope,
  operation: OperationDefinitionNode,
  readers: ReadonlyMap<string, Reader>,
): Job[] {
  const root = scope.discovery.schema.getQueryType();
  const jobs: Job[] = [];
  for (const [key, nodes] of collectFields(scope, [operation.selectionSet])) {
    const [node] = nodes;
    const field = root?.getFields()[node?.name.value ?? ''];
    const origin = scope.discovery.origins.get(`Query.${field?.name ?? ''}`);
    if (node === undefined || field === undefined || origin === undefined) continue;
    const args = argumentsOf(scope, field, node);
    const reader = chooseReader(readers, typeof args['chain'] === 'string' ? [args['chain']] : undefined);
    const type = getNamedType(field.type);
    if (!(type instanceof GraphQLObjectType)) continue;
    if (origin.kind === 'item') {
      const selection = selectionOf(scope, type, origin.resource, setsOf(nodes));
      jobs.push({ key, origin, reader, args, selection, names: new Map() });
      continue;
    }
    jobs.push({ key, origin, reader, args, ...selectionOfPage(scope, type, origin, setsOf(nodes)) });
  }
  return jobs;
}

function selectionOfPage(
  scope: QueryScope,
  page: GraphQLObjectType,
  origin: FieldOrigin,
  sets: ReturnType<typeof setsOf>,
) {
  const names = new Map<string, string>();
  const itemSets: ReturnType<typeof setsOf> = [];
  for (const [key, nodes] of collectFields(scope, sets)) {
    const name = nodes[0]?.name.value ?? '';
    names.set(key, name);
    if (name === 'items') itemSets.push(...setsOf(nodes));
  }
  if ([...names.values()].filter((name) => name === 'items').length > 1) {
    throw new MalformedQuery('json.query', 'expected the items of a page once');
  }
  const type = getNamedType(page.getFields()['items']?.type);
  if (!(type instanceof GraphQLObjectType)) throw new TypeError(`${page.name} has no items`);
  return { names, selection: selectionOf(scope, type, origin.resource, itemSets) };
}

function checkCost(jobs: readonly Job[]): void {
  if (jobs.length > mostRootFields) {
    throw new QueryTooCostly(
      `the query has ${jobs.length} root fields`,
      `ask for at most ${mostRootFields} at a time`,
    );
  }
  const cost = jobs.reduce((sum, { origin, args, selection }) => {
    return sum + (origin.kind === 'list' ? numberOfItems(args['first'], 100) : 1) * costOf(selection);
  }, 0);
  if (cost > mostCost) {
    throw new QueryTooCostly(
      `the query may cost ${cost} items`,
      `ask for at most ${mostCost}: an item costs 1, a heavy field ${heavyCost}, a document ${documentCost}, a field under a further name 1`,
      { limit: mostCost },
    );
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

async function readOne(read: BoundedRead, { origin, reader, args, selection }: Job): Promise<unknown> {
  const { resource } = origin;
  const key = readKey(
    resource,
    resource.shape.key.map((name) => textOf(args[name])),
    reader.chain,
  );
  const asOf = typeof args['asOf'] === 'number' ? args['asOf'] : undefined;
  const text = (scope: Parameters<typeof selectedText>[1], t: string) => selectedText(selection, scope, t);
  const row = answeredRow(await read(getStatement(resource, key, text, asOf, reader.chain)), asOf);
  if (row.items === null) return null;
  const item: unknown = JSON.parse(row.items);
  finishSelected(selection, item, reader.chain);
  return item;
}

async function readList(sql: Transaction, read: BoundedRead, job: Job, isWalked: boolean): Promise<unknown> {
  const { origin, reader, args, selection, names } = job;
  const { resource } = origin;
  const plain = readListRequest(resource, parametersOfList(args), reader.chain);
  const request: ListRequest = {
    ...plain,
    fields: selection.values.map(([, name]) => name),
    item: (scope, t) => selectedText(selection, scope, t),
  };
  const start = startOfPage(resource, request, reader.chain);
  const { words, place } = start;
  const isSparse = words === undefined && (isWalked || place?.sparse === true);
  const row =
    words !== undefined
      ? await searchIn(sql, reader, resource, request, words, place, read)
      : isSparse
        ? await sparseIn(sql, reader, resource, request, place, read)
        : await read(listStatement(resource, request, place, reader.chain));
  const { items, next } = pageOfRow(resource, request, start, answeredRow(row, request.asOf), isSparse);
  const found: unknown = JSON.parse(`[${items}]`);
  for (const item of Array.isArray(found) ? found : []) finishSelected(selection, item, reader.chain);
  const page: Record<string, unknown> = { items: found, next: next ?? null };
  return Object.fromEntries([...names].map(([key, name]) => [key, page[name]]));
}

/**
 * Reads the fields of one chain in one snapshot.
 *
 * @param isWalked whether listings are of what is rare, so that each looks at a bounded number of items
 */
async function readAll(
  reader: Reader,
  jobs: readonly Job[],
  bytes: { left: number },
  data: Record<string, unknown>,
  isWalked = false,
): Promise<void> {
  const { left } = bytes;
  try {
    await inSnapshot(reader.chain.sql, async (sql) => {
      // What is read anew counts once.
      bytes.left = left;
      const read = boundedRead(sql, bytes);
      for (const job of jobs) {
        data[job.key] =
          job.origin.kind === 'list' ? await readList(sql, read, job, isWalked) : await readOne(read, job);
      }
    });
  } catch (error) {
    if (isWalked || !wasEnded(error)) throw translated(error);
    await reader.walks.run(() => readAll(reader, jobs, bytes, data, true));
  }
}

/** Values stand under the names that the query gave them. */
const byName = (
  source: unknown,
  _args: unknown,
  _context: unknown,
  info: { path: { key: string | number } },
): unknown => {
  const values: Readonly<Record<string, unknown>> =
    typeof source === 'object' && source !== null ? { ...source } : {};
  return values[String(info.path.key)];
};

/**
 * Answers a query for discovery: every field of a chain from one snapshot, each root field by one statement.
 * @throws MalformedQuery, QueryTooCostly and whatever listings throw
 */
export async function answerQuery(
  discovery: Discovery,
  readers: ReadonlyMap<string, Reader>,
  request: GraphQLRequest,
): Promise<ExecutionResult> {
  checkLevels(request.query);
  const document = parsed(discovery, request.query);
  const operation = getOperationAST(document, request.operationName);
  if (operation?.operation !== 'query') {
    throw new MalformedQuery('json.query', 'expected one query, or the name of one as operationName');
  }
  const values = getVariableValues(
    discovery.schema,
    operation.variableDefinitions ?? [],
    request.variables ?? {},
  );
  if (values.errors !== undefined) {
    throw new MalformedQuery('json.variables', values.errors[0]?.message ?? 'expected other values');
  }
  const fragments = new Map(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );
  const scope: QueryScope = { discovery, fragments, variables: values.coerced, relations: 0 };
  const jobs = jobsOf(scope, operation, readers);
  checkCost(jobs);
  const data: Record<string, unknown> = {};
  const bytes = { left: mostBytes };
  for (const [reader, own] of Map.groupBy(jobs, (job) => job.reader)) await readAll(reader, own, bytes, data);
  return execute({
    schema: discovery.schema,
    document,
    rootValue: data,
    fieldResolver: byName,
    ...(request.operationName === undefined ? {} : { operationName: request.operationName }),
    variableValues: request.variables ?? {},
  });
}
