import { connectTo, type Sql } from '@atoll/indexer/store/connection';
import { deployment } from '../history/deployment.ts';

/** Connections that find the mirror's tables as the service's own do. */
export const openMirror = (databaseUrl: string, connections = 2): Sql =>
  connectTo({ url: databaseUrl, chainId: deployment.chainId, application: 'bench', connections });

/** Ids of added assets follow this one. */
const firstAsset = 1_000_000;

/** Log indexes of what was put in begin here: far above those of the history, in the same blocks. */
const firstLog = 1_000_000;

/** Every column of a table, as it is written in a list, with its replacement in a row that is made from another one. */
async function copied(
  sql: Sql,
  table: string,
  replaced: Record<string, string>,
): Promise<{ names: string; values: string }> {
  const columns = await sql<{ column_name: string }[]>`
    select column_name from information_schema.columns
    where table_name = ${table} and table_schema = any (current_schemas(false))`;
  const names = columns.map(({ column_name }) => column_name);
  return {
    names: names.join(', '),
    values: names.map((name) => replaced[name] ?? `t.${name}`).join(', '),
  };
}

/** The rows of a table in turns, `count` of them, as `t`, numbered by `i`. */
async function inTurns(sql: Sql, table: string, condition: string, count: number): Promise<string> {
  const [row] = await sql.unsafe<{ total: bigint }[]>(
    `select count(*) as total from ${table} where ${condition}`,
  );
  // the number as it is, so that the join can be one by hashes
  return `
    from (select *, row_number() over () - 1 as turn from ${table} where ${condition}) as t
    join generate_series(1, ${count}) as i on i % ${row?.total ?? 1n} = t.turn`;
}

const digest = (what: string): string => `decode(md5('${what}' || i) || md5(i || '${what}'), 'hex')`;

/** How many accounts and datasets the added orders are of: a few have many orders, most have few. */
const many = { buyers: 50_000, providers: 500, datasets: 20_000 };

/** A number below `count` for row `i`; low ones come up more often, the more so the higher the power. */
const skewed = (what: string, count: number, power: number): string =>
  `floor(${count} * power((hashtextextended('${what}' || i, 0) & 1073741823) / 1073741824.0, ${power}))::bigint`;

/** Somebody by a number: the history's own come first, who go on to act in the blocks that are mined while orders are asked for. */
const address = (what: 'buyer' | 'provider', number: string): string =>
  `coalesce(((select array_agg(distinct ${what}) from jobs))[1 + ${number}], substr(sha256(('${what}' || ${number})::bytea), 1, 20))`;

/**
 * Adds orders that are like those of the history, spread over the same blocks: other ids, 50,000 buyers and 500 providers, of whom
 * those of the history have the most orders, 20,000 datasets, the same ends. The largest buyer has some 27,000 of 1,000,000, half of all buyers fewer than 7.
 */
export async function addOrders(sql: Sql, count: number): Promise<void> {
  const { names, values } = await copied(sql, 'jobs', {
    job_id: digest('job'),
    buyer: address('buyer', skewed('buyer', many.buyers, 3)),
    provider: address('provider', skewed('provider', many.providers, 2)),
    datasets: `array[${firstAsset} + 1 + ${skewed('dataset', many.datasets, 2)}]::numeric[]`,
    ordered_log: `${firstLog} + i`,
    ended_log: `case when t.ended_log is not null then ${firstLog} + i end`,
  });
  await sql.unsafe(
    `insert into jobs (${names}) select ${values} ${await inTurns(sql, 'jobs', 'true', count)}`,
  );
  await sql.unsafe(`
    insert into job_datasets (block_number, log_index, position, dataset, job_id)
    select j.ordered_block, j.ordered_log, d.position - 1, d.dataset, j.job_id
    from jobs as j, unnest(j.datasets) with ordinality as d (dataset, position) where j.ordered_log >= ${firstLog}`);
}

/** Words of descriptions; a query of two of them finds some hundred of 100,000 documents. */
const vocabularySize = 2_000;

/** Adds datasets with verified documents, each with a name, keywords and a description of words from a vocabulary. */
export async function addAssets(sql: Sql, count: number): Promise<void> {
  const words = (from: string, many: number) =>
    `(select string_agg('word' || (hashint8(i * 1000 + ${from} + w)::bigint & 2147483647) % ${vocabularySize}, ' ')
      from generate_series(1, ${many}) as w)`;
  const { names, values } = await copied(sql, 'assets', {
    asset_id: `${firstAsset} + i`,
    kind: `'dataset'`,
    metadata_digest: digest('document'),
    commitment: digest('commitment'),
    published_log: `${firstLog} + i`,
  });
  await sql.unsafe(
    `insert into assets (${names}) select ${values} ${await inTurns(sql, 'assets', `kind = 'dataset'`, count)}`,
  );
  await sql.unsafe(`
    with texts as (
      select i, ${words('0', 5)} as name, ${words('100', 8)} as keywords, ${words('200', 80)} as description
      from generate_series(1, ${count}) as i
    ), bodies as (
      select *, jsonb_build_object('name', name, 'keywords', keywords, 'description', description) as body from texts
    )
    insert into documents (digest, status, attempts, kind, commitment, body, body_bytes, search)
    select ${digest('document')}, 'verified', 1, 'dataset', ${digest('commitment')}, body, length(body::text),
      setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('english', keywords), 'B') ||
      setweight(to_tsvector('english', description), 'C')
    from bodies`);
}

/** Statistics and visibility as they are in a database that has lived for a while. */
export async function settleDown(sql: Sql): Promise<void> {
  for (const table of ['jobs', 'job_datasets', 'assets', 'documents']) {
    await sql.unsafe(`vacuum (analyze) ${table}`);
  }
}

/** What orders can be found by. */
export interface OrderedBy {
  readonly buyer: string;
  readonly provider: string;
  readonly dataset: string;
}

/** Some of the orders, drawn from all of them alike: who has many is among them more often. */
export async function drawOrders(sql: Sql, count: number): Promise<readonly OrderedBy[]> {
  return sql.unsafe<OrderedBy[]>(`
    select buyer, provider, datasets[1]::text as dataset
    from (select * from jobs order by hashtextextended(job_id::text, 7) limit ${count}) as drawn`);
}

const drawWords = (many: number): string[] =>
  Array.from({ length: many }, () => `word${Math.floor(Math.random() * vocabularySize)}`);

/** Two words that some documents have. */
export const searchWords = (): string => drawWords(2).join('%20');

/** Any of up to seven words: of 100,000 documents 4,500 to 28,000 have them. */
export const commonWords = (): string => drawWords(1 + Math.floor(Math.random() * 7)).join('%20or%20');
