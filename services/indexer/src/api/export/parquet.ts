import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { ExportColumn } from './export-columns.ts';
import type { Batch } from './read-export.ts';

/** Rows of a row group, and characters after which it ends earlier: what is held in memory at a time. */
const rowsOfGroup = 10_000;
const lengthOfGroup = 4 << 20;

/**
 * Amounts are text, in decimal: a uint256 has 78 digits, and Parquet's DECIMAL is read up to 38 by most. Bytes are text as everywhere,
 * `0x…`; block numbers and times are INT64.
 */
function elementOf({ name, kind, nullable }: ExportColumn): SchemaElement {
  const repetition_type = nullable ? 'OPTIONAL' : 'REQUIRED';
  switch (kind) {
    case 'count':
      return { name, type: 'INT64', repetition_type };
    case 'flag':
      return { name, type: 'BOOLEAN', repetition_type };
    case 'text':
    case 'token':
      return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type };
  }
}

function valueOf(value: string | null, kind: ExportColumn['kind']): string | bigint | boolean | null {
  if (value === null) return null;
  if (kind === 'count') return BigInt(value);
  return kind === 'flag' ? value === 'true' : value;
}

/** What was written since the last call. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

/** Rows as a Parquet file, a row group at a time. */
export async function* parquetOf(
  columns: readonly ExportColumn[],
  batches: AsyncIterable<Batch>,
): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter();
  const root: SchemaElement = { name: 'root', num_children: columns.length };
  const file = new ParquetWriter({
    writer: bytes,
    schema: [root, ...columns.map(elementOf)],
    createdBy: 'Atoll',
  });
  let held: (readonly (string | null)[])[] = [];
  let length = 0;
  const write = async () => {
    const columnData = columns.map(({ name, kind }, index) => ({
      name,
      data: held.map((row) => valueOf(row[index] ?? null, kind)),
      // Kept for each page until the end of the file otherwise.
      offsetIndex: false,
      // So are the least and the largest value of each row group: of texts that may be two documents.
      statistics: kind !== 'text',
    }));
    held = [];
    length = 0;
    await file.write({ columnData, rowGroupSize: rowsOfGroup });
    return taken(bytes);
  };
  for await (const rows of batches) {
    for (const row of rows) {
      held.push(row);
      for (const value of row) length += value?.length ?? 0;
      if (held.length >= rowsOfGroup || length >= lengthOfGroup) yield await write();
    }
  }
  if (held.length > 0) yield await write();
  await file.finish();
  yield taken(bytes);
}
