import type { ChainFacts, Scope } from '../resource/binding.ts';
import { type ColumnKind, plainText } from '../resource/columns.ts';
import type { Resource } from '../resource/compiled.ts';

/** How a column's values stand in a file: `text` may be anybody's words, `token` is of a fixed alphabet. */
export type ExportKind = 'text' | 'token' | 'count' | 'flag';

export interface ExportColumn {
  readonly name: string;
  readonly kind: ExportKind;
  readonly nullable: boolean;
  readonly expression: (scope: Scope, t: string) => string;
  /** What the value reads as in the file. */
  readonly read: (value: string, chain: ChainFacts) => string;
}

const kinds: Readonly<Record<ColumnKind, ExportKind>> = {
  bytes: 'token',
  amount: 'token',
  byteList: 'token',
  amountList: 'token',
  count: 'count',
  flag: 'flag',
  text: 'text',
  json: 'text',
};

/** What is no single column travels as JSON; text within stands without its quotes. */
function plainly(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The columns of an export: the fields of a listing. */
export function exportColumns(resource: Resource, fields: readonly string[]): ExportColumn[] {
  return fields.flatMap((name): ExportColumn[] => {
    const source = resource.fields.get(name);
    const column = resource.plain.get(name);
    if (source === undefined) return [];
    if (column === undefined) {
      const { finish, nullable, json } = source;
      const read = (value: string, chain: ChainFacts) => {
        const parsed: unknown = JSON.parse(value);
        return plainly(finish === undefined ? parsed : (finish(parsed, chain) ?? ''));
      };
      return [{ name, kind: 'text', nullable, expression: json, read }];
    }
    return [
      {
        name,
        kind: kinds[column.kind],
        nullable: column.nullable,
        expression: (_scope, t) => plainText(column, t),
        read: (value) => value,
      },
    ];
  });
}
