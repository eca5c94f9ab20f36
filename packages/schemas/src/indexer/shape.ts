import { z } from 'zod';
import { AssetReference, Count } from './values.ts';

/** Most values that one filter takes in a request. */
export const mostFilterValues = 20;

/** A filter by equality: the parameter may be given several times and then means any of the values. */
export interface EqualFilter<T extends z.ZodType = z.ZodType> {
  readonly kind: 'equal';
  readonly value: T;
  readonly about: string;
}

/** A filter by bounds: `<name>From` and `<name>To`, both inclusive. */
export interface RangeFilter<T extends z.ZodType = z.ZodType> {
  readonly kind: 'range';
  readonly value: T;
  readonly about: string;
}

/** Words that a document has, as people type them into a web search: quotes, `or`, a leading minus. */
export interface WordsFilter<Ranking extends string = string> {
  readonly kind: 'words';
  readonly about: string;
  /** The sort by how well an item fits the words: it goes with them alone, and only best first, with a leading minus. */
  readonly ranking: Ranking;
}

export type Filter = EqualFilter | RangeFilter | WordsFilter;

/** The parameter is equal to the value, or to any of several. */
export const equal = <T extends z.ZodType>(value: T, about: string): EqualFilter<T> => ({
  kind: 'equal',
  value,
  about,
});
/** The value lies between two bounds, both inclusive. */
export const range = <T extends z.ZodType>(value: T, about: string): RangeFilter<T> => ({
  kind: 'range',
  value,
  about,
});
/** The item has the words; `ranking` names the sort that puts first what fits them best. */
export const words = <const Ranking extends string>(
  about: string,
  ranking: Ranking,
): WordsFilter<Ranking> => ({
  kind: 'words',
  about,
  ranking,
});
/** Filters that many resources have. */
export const ofAsset = (about: string) => equal(AssetReference, about);
export const ofBlock = (about: string) => range(Count, about);

/**
 * A resource of the indexer's API: what a reader may ask of it and what comes back. REST, GraphQL, exports, the OpenAPI description and
 * the client all follow from it.
 */
export interface Shape {
  /** The collection's path, a plural noun, e.g. `asset-versions`. */
  readonly path: string;
  /** One item's name, e.g. `AssetVersion`. */
  readonly name: string;
  readonly description: string;
  /** The whole item; a field's description tells its unit. */
  readonly view: z.ZodObject;
  /** The fields that tell items apart, in the order of the item's path; empty where items are only listed. */
  readonly key: readonly string[];
  /** How a key's part travels in a path where that is not as the view shows it. */
  readonly keyValues?: Readonly<Record<string, z.ZodType>>;
  readonly filters: Readonly<Record<string, Filter>>;
  /** What a listing can be sorted by; the first unless asked otherwise, newest or largest first. */
  readonly sorts: readonly [string, ...string[]];
  /** Fields that listings leave out unless asked for by `include` or `fields`. */
  readonly heavy: readonly string[];
  /** Fields that a single item leaves out as well unless asked for. */
  readonly asked: readonly string[];
}

/** The sorts of a resource that rank by words. */
export const rankingsOf = ({ filters }: Pick<Shape, 'filters'>): readonly string[] =>
  Object.values(filters).flatMap((filter) => (filter.kind === 'words' ? [filter.ranking] : []));

/** All that a listing can be sorted by, as its parameter says it: with a leading minus from the newest, largest or best on, without it the other way. */
export const sortWords = (of: Pick<Shape, 'filters' | 'sorts'>): readonly string[] => [
  ...of.sorts.flatMap((name) => [`-${name}`, name]),
  ...rankingsOf(of).map((name) => `-${name}`),
];

/** Declares a resource and keeps the names of its fields, filters and sorts in its type. */
export const shape = <
  View extends z.ZodObject,
  const Rest extends Omit<Shape, 'view' | 'key' | 'heavy' | 'asked'>,
  const Key extends readonly (keyof View['shape'] & string)[],
  const Heavy extends readonly (keyof View['shape'] & string)[] = [],
  const Asked extends readonly (keyof View['shape'] & string)[] = [],
>(
  input: Rest & { view: View; key: Key; heavy?: Heavy; asked?: Asked },
): Rest & { view: View; key: Key; heavy: Heavy; asked: Asked } =>
  ({ heavy: [], asked: [], ...input }) as unknown as Rest & {
    view: View;
    key: Key;
    heavy: Heavy;
    asked: Asked;
  };

/** The whole item, as a single one comes. */
export type ItemOf<S extends Shape> = Omit<z.infer<S['view']>, S['asked'][number]> &
  Partial<Pick<z.infer<S['view']>, S['asked'][number] & keyof z.infer<S['view']>>>;

/** An item as a listing brings it, with what `include` asked for. */
export type ListedOf<S extends Shape, Include extends string = never> = Omit<
  z.infer<S['view']>,
  Exclude<S['heavy'][number] | S['asked'][number], Include>
>;

const withOptional = (view: z.ZodObject, isOptional: (name: string) => boolean): z.ZodObject =>
  z.object(
    Object.fromEntries(
      Object.entries(view.shape).map(([name, type]) => [name, isOptional(name) ? z.optional(type) : type]),
    ),
  );

/** The schema of a listed item: only its key is always there, for `fields` may leave out the rest. */
export const listedSchema = (of: Shape): z.ZodObject =>
  withOptional(of.view, (name) => !of.key.includes(name));

/** The schema of a single item without `fields`. */
export const itemSchema = (of: Shape): z.ZodObject =>
  withOptional(of.view, (name) => of.asked.includes(name));
