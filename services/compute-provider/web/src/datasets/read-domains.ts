import type { DatasetSnapshot } from '@atoll/schemas/provider-api';
import { ColumnDomain, type MakeSampleInput } from '@atoll/schemas/sample-api';

type Columns = NonNullable<DatasetSnapshot['files'][number]['columns']>;
export type ColumnType = Columns[number]['type'];

/** A column's domain as it was typed; `type` takes what its type alone says. */
export interface TypedDomain {
  readonly kind: 'type' | 'number' | 'dates' | 'categories' | 'text';
  readonly least: string;
  readonly most: string;
  /** One on a line. */
  readonly values: string;
}

export const untyped: TypedDomain = { kind: 'type', least: '', most: '', values: '' };

/** By file, then by column. */
export type TypedDomains = Readonly<Record<string, Readonly<Record<string, TypedDomain>>>>;

/** What is taken of a column by its type alone, in words: the provider looks at no value for it. */
export const takenByType: Readonly<Record<ColumnType, string>> = {
  boolean: 'true and false',
  date: 'the years 1900 to 2100',
  datetime: 'the years 1900 to 2100',
  integer: 'bounds found with noise, within the ε',
  float: 'bounds found with noise, within the ε',
  text: 'placeholders: nothing is measured',
};

/** Kinds that a column of a type can be said to be. */
export function kindsFor(type: ColumnType): readonly TypedDomain['kind'][] {
  switch (type) {
    case 'integer':
    case 'float':
      return ['type', 'number', 'categories'];
    case 'date':
    case 'datetime':
      return ['type', 'dates'];
    case 'boolean':
      return ['type'];
    case 'text':
      return ['type', 'categories'];
  }
}

function domainOf({ kind, least, most, values }: TypedDomain): unknown {
  switch (kind) {
    case 'number':
      return {
        kind,
        min: least.trim() === '' ? undefined : Number(least),
        max: most.trim() === '' ? undefined : Number(most),
      };
    case 'dates':
      return { kind, from: least, to: most };
    case 'categories':
      return {
        kind,
        values: [
          ...new Set(
            values
              .split('\n')
              .map((line) => line.trim())
              .filter((line) => line !== ''),
          ),
        ],
      };
    case 'text':
    case 'type':
      return undefined;
  }
}

const wrongWords: Readonly<Record<TypedDomain['kind'], string>> = {
  number: 'write the least and the most that it can be, the least first',
  dates: 'write the first and the last day, the first before the last',
  categories: 'write at least one value, one on a line, at most 1,000',
  text: '',
  type: '',
};

/** The domains as the provider takes them, or what is wrong with them, in words. */
export function readDomains(
  typed: TypedDomains,
): { domains: NonNullable<MakeSampleInput['domains']> } | { wrong: readonly string[] } {
  const wrong: string[] = [];
  const domains: Record<string, Record<string, ColumnDomain>> = {};
  for (const [path, columns] of Object.entries(typed)) {
    for (const [name, column] of Object.entries(columns)) {
      const wanted = domainOf(column);
      if (wanted === undefined) continue;
      const { data } = ColumnDomain.safeParse(wanted);
      const upsideDown =
        (data?.kind === 'number' && data.min >= data.max) || (data?.kind === 'dates' && data.from >= data.to);
      if (data === undefined || upsideDown) wrong.push(`${name}: ${wrongWords[column.kind]}`);
      else domains[path] = { ...domains[path], [name]: data };
    }
  }
  return wrong.length === 0 ? { domains } : { wrong };
}
