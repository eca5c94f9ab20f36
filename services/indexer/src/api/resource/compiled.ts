import type { Shape } from '@atoll/schemas/indexer/shape';
import { z } from 'zod';
import type { Contracts } from '../../decode/emitters.ts';
import type { Binding, ChainFacts, FieldSource, Scope, SortSource } from './binding.ts';
import { amountColumn, type Column, columnsOf, jsonText, rankColumn, tableNameOf } from './columns.ts';

/** A sort with its columns. */
export interface ResourceSort {
  readonly source: SortSource;
  readonly columns: readonly Column[];
  /** The filter by whose words it ranks, where it does: it goes with that alone, and best first. */
  readonly ranks?: string;
}

/** A resource of which everything is known: each field's expression, each filter's and sort's columns. */
export interface Resource {
  readonly shape: Shape;
  readonly binding: Binding;
  readonly table: string;
  /** Those of the table, and those that are computed. */
  readonly columns: ReadonlyMap<string, Column>;
  readonly fields: ReadonlyMap<string, FieldSource>;
  /** Fields that show one column and nothing else: what exports have. */
  readonly plain: ReadonlyMap<string, Column>;
  readonly sorts: ReadonlyMap<string, ResourceSort>;
  readonly key: readonly Column[];
  /** Fields of a listing and of a single item where nothing else is asked for. */
  readonly listed: readonly string[];
  readonly single: readonly string[];
}

/** A declaration names what is not there: a fault of the code, found when the service starts. */
class DeclarationWrong extends Error {}

export const columnName = (field: string): string =>
  field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const isVocabulary = (type: unknown): boolean =>
  type instanceof z.ZodOptional ? isVocabulary(type.unwrap()) : type instanceof z.ZodEnum;

/** The sorts by which an index has the items, and those that rank them by words: equals come in the order of the first. */
function sortsOf(
  { shape, sorts }: Binding,
  column: (name: string) => Column,
): ReadonlyMap<string, ResourceSort> {
  const found = new Map<string, ResourceSort>();
  for (const name of shape.sorts) {
    const source = sorts[name];
    if (source === undefined) throw new DeclarationWrong(`${shape.path} has no sort ${name}`);
    found.set(name, { source, columns: source.columns.map(column) });
  }
  const newest = found.get(shape.sorts[0])?.columns ?? [];
  for (const [ranks, filter] of Object.entries(shape.filters)) {
    if (filter.kind !== 'words') continue;
    const columns = [rankColumn, ...newest];
    found.set(filter.ranking, { source: { columns: columns.map(({ name }) => name) }, columns, ranks });
  }
  return found;
}

/** Works out a declaration once; everything that reads the resource works with the answer. */
export function compile(binding: Binding): Resource {
  const { shape } = binding;
  const table = tableNameOf(binding.table);
  const columns = new Map([
    ...columnsOf(binding.table),
    ...Object.keys(binding.computed ?? {}).map((name) => [name, amountColumn(name)] as const),
  ]);
  const column = (name: string): Column => {
    const found = columns.get(name);
    if (found === undefined) throw new DeclarationWrong(`${shape.path} names the column ${table}.${name}`);
    return found;
  };
  const fields = new Map<string, FieldSource>();
  const plain = new Map<string, Column>();
  for (const [name, type] of Object.entries(shape.view.shape)) {
    const own = binding.fields?.[name];
    if (own !== undefined) {
      fields.set(name, own);
      continue;
    }
    const from = column(binding.columns?.[name] ?? columnName(name));
    const vocabulary = isVocabulary(type);
    fields.set(name, { json: (_scope, t) => jsonText(from, t, vocabulary), nullable: from.nullable });
    plain.set(name, from);
  }
  const names = [...fields.keys()];
  const single = names.filter((name) => !shape.asked.includes(name));
  return {
    shape,
    binding,
    table,
    columns,
    fields,
    plain,
    sorts: sortsOf(binding, column),
    key: binding.key.map(column),
    listed: single.filter((name) => !shape.heavy.includes(name)),
    single,
  };
}

/** Texts of items that were put together, by deployment and by the list of their fields: the usual ones are asked for with nearly every request. */
const itemTexts = new WeakMap<Contracts, WeakMap<readonly string[], Map<string, string>>>();

function textsOf(contracts: Contracts, fields: readonly string[]): Map<string, string> {
  let byFields = itemTexts.get(contracts);
  if (byFields === undefined) itemTexts.set(contracts, (byFields = new WeakMap()));
  let texts = byFields.get(fields);
  if (texts === undefined) byFields.set(fields, (texts = new Map()));
  return texts;
}

/** The JSON text of an item with these fields, as an SQL expression over the row `t`. */
export function itemText(resource: Resource, fields: readonly string[], scope: Scope, t: string): string {
  const texts = textsOf(scope.contracts, fields);
  const key = `${resource.shape.path} ${scope.chainId} ${scope.asOf ?? ''} ${scope.now} ${t}`;
  let text = texts.get(key);
  if (text === undefined) texts.set(key, (text = writeItem(resource, fields, scope, t)));
  return text;
}

function writeItem(resource: Resource, fields: readonly string[], scope: Scope, t: string): string {
  const sources = fields.flatMap((name) => {
    const source = resource.fields.get(name);
    return source === undefined ? [] : [{ name, source }];
  });
  // One that is always there comes first, so that the rest can bring their commas along.
  const first = sources.findIndex(({ source }) => !source.nullable);
  const ordered = first <= 0 ? sources : [...sources.splice(first, 1), ...sources];
  const texts = ordered.map(({ name, source }, index) => {
    const text = `'${index === 0 ? '' : ','}"${name}":' || ${source.json(scope, t)}`;
    return source.nullable ? `coalesce(${text}, '')` : text;
  });
  return joinedLiterals(`'{' || ${texts.join(' || ')} || '}'`);
}

/**
 * Literals that follow one another as one: a third of what is put together for an item. No literal of an item's text holds a quote or the
 * operator, so one that ends before it is followed by one that begins after it.
 */
const joinedLiterals = (text: string): string => text.replaceAll(`' || '`, '');

/** Whether items with these fields have to be finished after Postgres. */
export const needsFinish = (resource: Resource, fields: readonly string[]): boolean =>
  fields.some((name) => resource.fields.get(name)?.finish !== undefined);

/** Finishes an item in place. */
export function finishItem(
  resource: Resource,
  fields: readonly string[],
  item: Record<string, unknown>,
  chain: ChainFacts,
): void {
  for (const name of fields) {
    const finish = resource.fields.get(name)?.finish;
    if (finish === undefined || !(name in item)) continue;
    const value = finish(item[name], chain);
    if (value === undefined) delete item[name];
    else item[name] = value;
  }
}
