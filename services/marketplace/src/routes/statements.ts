import { Address } from '@atoll/schemas/ids';
import { Statement, StatementQuery } from '@atoll/schemas/statement';
import type { App, AppEnv } from '@atoll/server-kit/app';
import { problemResponses } from '@atoll/server-kit/problem';
import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { makeStatement, type StatementContext } from '../statements/make-statement.ts';
import { statementCsv } from '../statements/write-csv.ts';
import { statementJson } from '../statements/write-json.ts';
import { statementPdf } from '../statements/write-pdf.ts';

const binary = z.string().openapi({ type: 'string', format: 'binary' });

function statementRoute(handlers: MiddlewareHandler<AppEnv>[]) {
  return createRoute({
    method: 'get',
    path: '/statements/{account}',
    summary: 'What an account earned, got back and withdrew in a period',
    description:
      'Every credit of the account in the escrow’s ledger, from the chain’s events as the indexer mirrors them: time, event, asset, amount, token, fees, transaction, and the value at receipt where a price source is configured. Everything in it is public on the chain. CSV is RFC 4180 in UTF-8.',
    middleware: handlers,
    request: { params: z.object({ account: Address }), query: StatementQuery },
    responses: {
      200: {
        description: 'the statement',
        content: {
          'application/json': { schema: Statement },
          'text/csv': { schema: z.string() },
          'application/pdf': { schema: binary },
        },
      },
      ...problemResponses(
        'malformed_request',
        'query_too_costly',
        'too_many_requests',
        'cursor_reorganised',
        'upstream_unavailable',
        'not_ready',
      ),
    },
  });
}

/** Pulls a piece when the client has taken the last one. */
function streamOf(pieces: Iterable<string> | AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) yield typeof piece === 'string' ? encoder.encode(piece) : piece;
  }
  return ReadableStream.from(bytes());
}

/** Earnings statements, as JSON, CSV and PDF. */
export function addStatements(
  app: App,
  ctx: StatementContext,
  input: { limitRate: MiddlewareHandler<AppEnv> },
): void {
  app.openapi(statementRoute([input.limitRate]), async (c) => {
    const { account } = c.req.valid('param');
    const query = c.req.valid('query');
    const statement = await makeStatement(ctx, account, query);
    c.header('cache-control', 'no-store');
    c.header('x-content-type-options', 'nosniff');
    if (query.format === 'json') {
      c.header('content-type', 'application/json');
      return c.body(streamOf(statementJson(statement)));
    }
    const name = `statement-${account}-${query.from}-${query.to}.${query.format}`;
    c.header('content-disposition', `attachment; filename="${name}"`);
    if (query.format === 'csv') {
      c.header('content-type', 'text/csv; charset=utf-8; header=present');
      return c.body(streamOf(statementCsv(statement, { bom: query.bom === 'true' })));
    }
    c.header('content-type', 'application/pdf');
    return c.body(streamOf(statementPdf(statement)));
  });
}
