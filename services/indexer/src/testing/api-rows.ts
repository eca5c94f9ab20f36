import { createHash } from 'node:crypto';
import { testDatabase } from '@atoll/tests/support/test-database';
import { createLogger } from '@atoll/server-kit/logger';
import { createApp } from '@atoll/server-kit/app';
import type { Caller } from '@atoll/server-kit/caller';
import { Bytes32 } from '@atoll/schemas/ids';
import { z } from 'zod';
import { apiRoutes } from '../api/api-routes.ts';
import type { ExportLimits } from '../api/export/export-limits.ts';
import { openReadConnections } from '../api/read-connections.ts';
import type { Column } from '../api/resource/columns.ts';
import type { Resource } from '../api/resource/compiled.ts';
import { allResources } from '../api/resources/all.ts';
import { connectTo, type Sql } from '../store/connection.ts';
import { indexes } from '../store/indexes.ts';
import { migrateChain } from '../store/migrate-chain.ts';
import { datasetDocument } from './documents.ts';
import { orderLog } from './order-log.ts';
import { someContracts } from './some-contracts.ts';

const digest = (text: string, bytes: number) =>
  `0x${createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, bytes * 2)}`;
export const account = (n: number) => digest(`account ${n}`, 20);
export const hash32 = (n: number) => digest(`hash ${n}`, 32);

const unwrapped = (type: unknown): unknown =>
  type instanceof z.ZodOptional ? unwrapped(type.unwrap()) : type;

/** Columns that hold 20 bytes; every other one of bytes holds 32, or calldata. */
const accounts = new Set(
  `owner provider token beneficiary sender receiver publisher holder account buyer operator payout arbiter answered_by counterparty
  share_token heir payer payee signer funder judge submitter proposer voter delegate target relayer fee_token address`.split(
    /\s+/,
  ),
);

const camel = (name: string) => name.replaceAll(/_[a-z]/g, (letters) => letters.slice(1).toUpperCase());

function valueOf(resource: Resource, column: Column, n: number): unknown {
  const field = Object.entries(resource.binding.columns ?? {}).find(([, from]) => from === column.name)?.[0];
  const type = unwrapped(resource.shape.view.shape[field ?? camel(column.name)]);
  if (column.nullable && n % 3 === 0) return null;
  switch (column.kind) {
    case 'bytes':
      if (!accounts.has(column.name)) return hash32(n);
      return account(resource.key.some(({ name }) => name === column.name) ? n : n % 5);
    case 'amount':
      if (column.name === 'credited') return String(BigInt(n + 3) * 10n ** 21n);
      return column.name.endsWith('_id') || column.name === 'dataset'
        ? String(n)
        : String(BigInt(n) * 10n ** 20n + 7n);
    case 'count':
      if (column.name === 'reported_log') return 4 + (n % 4);
      if (column.name === 'ended_log') return 8 + (n % 4);
      if (column.name.endsWith('_log') || column.name === 'log_index' || column.name === 'position')
        return n % 4;
      if (column.name.endsWith('_block') || column.name === 'block_number') return 100 + Math.floor(n / 4);
      if (column.name === 'decimals') return n % 19;
      return column.name === 'day' ? 19_000 + n : 1 + (n % 100);
    case 'flag':
      return n % 2 === 0;
    case 'text':
      return type instanceof z.ZodEnum
        ? type.options[n % type.options.length]
        : `text ${n} "quoted" \\ =1+1 <b>`;
    case 'json':
      return { n };
    case 'byteList':
      return accounts.has(column.name) || column.name === 'targets' || column.name === 'tokens'
        ? [account(n), account(n + 1)]
        : [hash32(n)];
    case 'amountList':
      return [String(n), String(n + 1)];
  }
}

/** Rows of made-up values in every table that the API reads: `count` of each, block 100 + n / 4 and up. */
export async function fillTables(sql: Sql, count: number): Promise<void> {
  for (const resource of Object.values(allResources)) {
    if (resource.table === 'documents' || resource.table === 'job_states') continue;
    const rows = Array.from({ length: count }, (_, n) =>
      Object.fromEntries(
        [...resource.columns.values()]
          .filter(({ name }) => resource.binding.computed?.[name] === undefined)
          .map((column) => [column.name, valueOf(resource, column, n)]),
      ),
    );
    if (resource.table === 'logs') {
      await sql.unsafe('create table if not exists logs_all partition of logs default');
      for (const row of rows) Object.assign(row, orderLog);
    }
    if (rows.length > 0) await sql`insert into ${sql(resource.table)} ${sql(rows)}`;
  }
  for (let n = 0; n < count; n += 1) {
    const kind = ['dataset', 'algorithm', 'model'][n % 3] ?? 'model';
    const words = `reef measurements number${n} ${n % 10 === 0 ? 'coral' : 'kelp'}`;
    await sql`
      insert into documents (digest, status, kind, body, search, body_bytes, commitment)
      values (${hash32(n)}, 'verified', ${kind}, ${JSON.stringify(datasetDocument({ commitment: Bytes32.parse(hash32(n)), name: words }))}::text::jsonb, to_tsvector('english', ${words}), ${words.length},
        ${kind === 'dataset' ? hash32(n) : null})`;
  }
}

/** The reading API over a database of the test's own: 31337 with rows up to block 100 + count / 4, of which the last 20 are not final. */
export async function openTestApi(count: number) {
  const { url } = await testDatabase();
  const chainId = 31337;
  const writer = connectTo({ url, chainId, application: 'test writer', connections: 1 });
  await migrateChain(writer, chainId);
  await fillTables(writer, count);
  for (const index of indexes) await writer.unsafe(index);
  const head = 100 + Math.ceil(count / 4);
  await writer`insert into cursor values (1, ${head}, ${hash32(head)}, ${head})`;
  await writer`
    insert into mirror (id, chain_id, contracts, start_block, finalized, phase)
    values (1, ${chainId}, '{}', 0, ${head - 20}, 'live')`;
  for (let number = head - 20; number <= head; number += 1) {
    await writer`insert into blocks values (${number}, ${hash32(number)}, ${hash32(number - 1)}, ${number})`;
  }
  const sql = openReadConnections({ url, chainId, connections: 2 });
  const chains = new Map([[chainId, { chainId, contracts: someContracts(), sql }]]);
  const openApp = (keptBytes: number, more: { caller?: Caller; exports?: ExportLimits } = {}) => {
    const made = createApp({
      name: 'indexer',
      version: '0.1.0',
      description: 'test',
      logger: createLogger({ name: 'test', level: 'silent' }),
    });
    const { caller, exports } = more;
    if (caller !== undefined) {
      made.use((c, next) => {
        c.set('caller', { ...caller, id: c.req.header('caller') ?? caller.id });
        return next();
      });
    }
    made.route('/', apiRoutes({ chains, keptBytes, ...(exports === undefined ? {} : { exports }) }));
    return made;
  };
  const app = openApp(2 ** 24);
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await app.request(path, { headers });
    const text = await response.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, headers: response.headers, body, text };
  };
  return {
    app,
    /** Another process of the API over the same database. */
    openApp,
    sql,
    writer,
    head,
    get,
    close: async () => {
      await sql.end();
      await writer.end();
    },
  };
}
export type TestApi = Awaited<ReturnType<typeof openTestApi>>;
