import { marketSchema, readSchema, type Sql } from '../store/connection.ts';

/** Tables that tell what one machine saw, not what the chain is. */
const notMirrored = ['migrations', 'changes', 'reorgs'];

interface Mirrored {
  readonly [table: string]: readonly string[];
}

async function tableNames(sql: Sql, schema: string): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select relname as name from pg_class
    where relnamespace = ${schema}::regnamespace and relkind in ('r', 'p') and not relispartition
      and relname <> all(${notMirrored}::text[]) order by 1`;
  return rows.map(({ name }) => name);
}

/** What of a table is a function of the chain. Undo and blocks are kept above finality, which a mirror that saw a longer branch has higher. */
function rowsOf(sql: Sql, name: string, finalized: number) {
  switch (name) {
    case 'documents':
      return sql`select digest from documents`;
    case 'mirror':
      return sql`select chain_id, contracts, start_block, phase from mirror`;
    case 'blocks':
      return sql`select * from blocks where number > ${finalized}`;
    case 'undo':
      return sql`select * from undo where block_number > ${finalized}`;
    default:
      return sql`select * from ${sql(name)}`;
  }
}

/** The last block that is final in a mirror. */
async function finalizedIn(sql: Sql): Promise<number> {
  const [row] = await sql<{ finalized: bigint }[]>`select finalized from mirror`;
  return Number(row?.finalized ?? 0n);
}

/**
 * Everything in a chain's schemas that is a function of the chain, found in the catalogue, so that a table added later is compared as
 * well: each table's rows as JSON in a stable order, and the names of all indexes.
 *
 * @param finalized of what is kept above finality alone, the part above this block
 */
async function readEveryTable(sql: Sql, chainId: number, finalized: number): Promise<Mirrored> {
  const tables: Record<string, string[]> = {};
  for (const schema of [readSchema(chainId), marketSchema(chainId)]) {
    for (const name of await tableNames(sql, schema)) {
      const rows = await sql<{ row: string }[]>`
        select to_jsonb(t)::text as row from (${rowsOf(sql, name, finalized)}) as t order by 1`;
      tables[`${schema}.${name}`] = rows.map(({ row }) => row);
    }
    const indexes = await sql<{ name: string }[]>`
      select relname as name from pg_class where relnamespace = ${schema}::regnamespace and relkind = 'i' order by 1`;
    tables[`indexes of ${schema}`] = indexes.map(({ name }) => name);
  }
  return tables;
}

/** Everything of several mirrors of one chain, so that they can be compared: of what is kept above finality, the part above that of all. */
export async function readMirrors(mirrors: readonly Sql[], chainId: number): Promise<Mirrored[]> {
  const final = async () => Math.max(...(await Promise.all(mirrors.map(finalizedIn))));
  for (;;) {
    const finalized = await final();
    const read = await Promise.all(mirrors.map((sql) => readEveryTable(sql, chainId, finalized)));
    // A mirror forgets how to undo a block after the commit by which it became final: one that did so in between is read again.
    if ((await final()) === finalized) return read;
  }
}

/** Where two mirrors differ, a sentence for each table; none where they are equal. */
export function differences(one: Mirrored, other: Mirrored, named: readonly [string, string]): string[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].toSorted();
  return names.flatMap((name) => {
    const [mine, theirs] = [one[name] ?? [], other[name] ?? []];
    if (mine.length === theirs.length && mine.every((row, index) => row === theirs[index])) return [];
    const only = (rows: readonly string[], without: readonly string[]) => {
      const known = new Set(without);
      const lacking = rows.filter((row) => !known.has(row));
      return `${lacking.length} rows, ${lacking.slice(0, 2).join(' ').slice(0, 600)}`;
    };
    return [
      `${name} (${mine.length} and ${theirs.length} rows): only ${named[0]}: ${only(mine, theirs)}; only ${named[1]}: ${only(theirs, mine)}`,
    ];
  });
}
