import { Bytes32 } from '@atoll/schemas/ids';
import { cidOfDigest } from '@atoll/storage/digest';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { FieldSource } from '../resource/binding.ts';
import { type Column, columnsOf, jsonText, quoted } from '../resource/columns.ts';

/** A column is named that the table does not have: a fault of the code, found when the service starts. */
class ColumnMissing extends Error {}

function columnOf(table: PgTable, name: string): Column {
  const found = columnsOf(table).get(name);
  if (found === undefined) throw new ColumnMissing(name);
  return found;
}

/** One column, whatever its field is called. */
export function column(table: PgTable, name: string): FieldSource {
  const from = columnOf(table, name);
  return { nullable: from.nullable, json: (_scope, t) => jsonText(from, t, false) };
}

/** An object of columns that are always there. */
export function object(table: PgTable, fields: Readonly<Record<string, string>>): FieldSource {
  const columns = Object.entries(fields).map(([name, from]) => ({ name, from: columnOf(table, from) }));
  return {
    nullable: false,
    json: (_scope, t) => {
      const texts = columns.map(
        ({ name, from }, index) => `'${index === 0 ? '{' : ','}"${name}":' || ${jsonText(from, t, false)}`,
      );
      return `${texts.join(' || ')} || '}'`;
    },
  };
}

/** A token id as CAIP-19 id. */
export const caip19 = (name: string): FieldSource => ({
  nullable: false,
  json: ({ chainId, contracts }, t) =>
    `'"eip155:${chainId}/erc721:${contracts.assetRegistry}/' || ${t}.${quoted(name)} || '"'`,
});

/** A digest as the CID of a raw block. */
export const cidOf = (name: string): FieldSource => ({
  nullable: false,
  json: (_scope, t) => `'"0x' || encode(${t}.${quoted(name)}, 'hex') || '"'`,
  finish: (value) => cidOfDigest(Bytes32.parse(value)).toString(),
});
