import { createServer } from 'node:http';
import { openMirror } from '../api/fill-mirror.ts';

/**
 * The least that an API over Postgres could do: a prepared query of the newest 20 orders by postgres.js, its rows through
 * node:http, which Postgres has made JSON of. No validation, no cursor, no view, no ETag.
 */
const [databaseUrl = ''] = process.argv.slice(2);
const sql = openMirror(databaseUrl, 10);

const conditions: Record<string, (at: number) => string> = {
  buyer: (at) => `j.buyer = decode(substr($${at}, 3), 'hex')`,
  provider: (at) => `j.provider = decode(substr($${at}, 3), 'hex')`,
  state: (at) => `j.state = $${at}`,
  dataset: (at) => `d.dataset = $${at}::text::numeric`,
};

const server = createServer((request, response) => {
  const query = new URL(request.url ?? '/', 'http://floor').searchParams;
  const where: string[] = [];
  const values: string[] = [];
  for (const [name, value] of query) {
    const condition = conditions[name];
    if (condition === undefined) continue;
    values.push(value);
    where.push(condition(values.length));
  }
  const through = query.has('dataset');
  const text = `select coalesce(json_agg(q), '[]')::text as body from (select j.* from ${through ? 'job_datasets as d join jobs as j on j.job_id = d.job_id' : 'jobs as j'}
    ${where.length === 0 ? '' : `where ${where.join(' and ')}`}
    order by ${through ? 'd.block_number desc, d.log_index desc' : 'j.ordered_block desc, j.ordered_log desc'} limit 20) as q`;
  sql
    .unsafe<{ body: string }[]>(text, values, { prepare: true })
    .then(([row]) => {
      response.setHeader('content-type', 'application/json');
      response.end(row?.body);
    })
    .catch((error: unknown) => {
      response.statusCode = 500;
      response.end(String(error));
    });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') console.log(`listening on ${address.port}`);
});
