import type { Listed, RankingOf, ResourceName, Resources, SortOf } from '@atoll/schemas/indexer/resources';
import type { EqualFilter, RangeFilter, WordsFilter } from '@atoll/schemas/indexer/shape';
import type { z } from 'zod';

/** What a filter takes: its own words, or whatever reads as one. */
type Value<T extends z.ZodType> = string extends z.input<T> ? string | number | bigint : z.input<T>;

type FiltersOf<Name extends ResourceName> = Resources[Name]['filters'];

type EqualFilters<F> = {
  -readonly [K in keyof F as F[K] extends EqualFilter ? K : never]?: F[K] extends EqualFilter<infer T>
    ? Value<T> | readonly Value<T>[]
    : never;
};
type RangeFilters<F> = {
  -readonly [
    K in keyof F & string as F[K] extends RangeFilter ? `${K}From` | `${K}To` : never
  ]?: F[K] extends RangeFilter<infer T> ? Value<T> : never;
};
type WordsFilters<F> = { -readonly [K in keyof F as F[K] extends WordsFilter ? K : never]?: string };

/** The filters of a resource that take words. */
export type WordsOf<Name extends ResourceName> = keyof WordsFilters<FiltersOf<Name>>;

/** The filters of a resource: one value or any of several; bounds, both inclusive, as `<name>From` and `<name>To`. */
export type FilterQuery<Name extends ResourceName> = EqualFilters<FiltersOf<Name>> &
  RangeFilters<FiltersOf<Name>> &
  WordsFilters<FiltersOf<Name>>;

/** The heavy fields of a resource, which come only when they are included. */
export type HeavyOf<Name extends ResourceName> =
  Resources[Name]['heavy'][number] | Resources[Name]['asked'][number];

/** The fields of a resource. */
export type FieldOf<Name extends ResourceName> = keyof z.infer<Resources[Name]['view']> & string;

/** An item with its key and the fields that were asked for, and nothing else. */
export type Chosen<Name extends ResourceName, Field extends FieldOf<Name>> = Pick<
  z.infer<Resources[Name]['view']>,
  Extract<Field | Resources[Name]['key'][number], keyof z.infer<Resources[Name]['view']>>
>;

/** What a listing brings: its usual fields with those that were included, or only the chosen ones. */
export type Found<
  Name extends ResourceName,
  Include extends HeavyOf<Name> = never,
  Field extends FieldOf<Name> = never,
> = [Field] extends [never] ? Listed<Name, Include> : Chosen<Name, Field | Extract<Include, FieldOf<Name>>>;

/** An order that a listing has with words and without. */
export type PlainSort<Name extends ResourceName> = SortOf<Name> | `-${SortOf<Name>}`;

/** What a listing is asked for; newest or largest first unless sorted otherwise. */
export type ListQuery<
  Name extends ResourceName,
  Include extends HeavyOf<Name> = never,
  Field extends FieldOf<Name> = never,
> = FilterQuery<Name> & {
  /** A leading minus: newest or largest first. A search, and nothing else, can be ranked: best first. */
  sort?: PlainSort<Name> | `-${RankingOf<Name>}`;
  /** Items of a page, from 1 to 100; 20 unless given. */
  limit?: number;
  /** The `next` of the page before. */
  cursor?: string;
  include?: readonly Include[];
  /** Only these, beside what tells items apart. */
  fields?: readonly Field[];
  /** A block, from the last final one on: the answer as it was then. */
  asOf?: number;
};

/** A query as its text: lists as one parameter for each value, the names of fields with commas. */
export function queryText(query: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (name === 'include' || name === 'fields') parameters.set(name, values.join(','));
    else for (const each of values) parameters.append(name, String(each));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
