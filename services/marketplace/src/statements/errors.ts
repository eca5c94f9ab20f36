import { AtollError } from '@atoll/schemas/error';
import { mostPdfLines } from '@atoll/schemas/statement';

/** More happened in the period than one statement lists. */
export class StatementTooLong extends AtollError {
  constructor(input: { most: number; format: 'json' | 'csv' | 'pdf' }) {
    super({
      code: 'query_too_costly',
      message: `the period has more than ${input.most} lines`,
      hint:
        input.most === mostPdfLines
          ? 'choose a shorter period, or ask for CSV, which takes more'
          : 'choose a shorter period, or one token',
      data: input,
    });
  }
}

/** The last day is before the first one. */
export class PeriodBackwards extends AtollError {
  constructor(input: { from: string; to: string }) {
    super({
      code: 'malformed_request',
      message: `query.to: ${input.to} is before ${input.from}`,
      hint: 'name the first day in `from` and the last one in `to`',
      data: input,
    });
  }
}

/** The indexer has not read the whole chain yet, so that a statement would lack lines. */
export class MirrorIncomplete extends AtollError {
  constructor() {
    super({
      code: 'not_ready',
      message: 'the indexer is still reading the chain: a statement would not be complete',
      hint: 'ask again once its /status says `live`',
      retryable: true,
    });
  }
}

/** As many statements are being made as this service makes at once. */
export class TooManyStatements extends AtollError {
  constructor() {
    super({
      code: 'too_many_requests',
      message: 'other statements are being made',
      hint: 'wait a few seconds and ask again',
      retryable: true,
    });
  }
}

/** The file of prices is not one, or cannot be read. */
export class PricesInvalid extends AtollError {
  constructor(input: { source: string; what: string; cause?: unknown }) {
    super({
      code: 'configuration_invalid',
      message: `the prices in ${input.source} cannot be read: ${input.what}`,
      hint: 'PRICE_SOURCE names a CSV file with the columns date,token,price; see docs/statements.md',
      data: { what: input.what },
      cause: input.cause,
    });
  }
}
