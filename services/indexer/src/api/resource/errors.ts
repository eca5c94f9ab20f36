import { AtollError } from '@atoll/schemas/error';

/** The query is not what the route takes. */
export class MalformedQuery extends AtollError {
  constructor(path: string, expected: string) {
    super({
      code: 'malformed_request',
      message: `${path}: ${expected}`,
      hint: 'correct the named parameter; /openapi.json describes them',
      data: { issues: [{ path, expected }] },
    });
  }
}

/** The mirror holds no such asset. */
export class AssetUnknown extends AtollError {
  constructor(reference: string) {
    super({
      code: 'asset_unknown',
      message: `no asset ${reference} is mirrored here`,
      hint: 'check chain, registry and token id; one that was just published appears when its block is indexed',
      data: { asset: reference },
    });
  }
}

/** No such order is on chain as far as the mirror knows. */
export class JobUnknown extends AtollError {
  constructor(jobId: string) {
    super({
      code: 'order_unknown',
      message: `no order ${jobId} is mirrored here`,
      hint: 'check the job id; an order that was just sent appears when its block is indexed',
      data: { jobId },
    });
  }
}

/** The mirror holds no such thing. */
export class NotMirrored extends AtollError {
  constructor(what: string) {
    super({
      code: 'not_found',
      message: `no ${what} is mirrored here`,
      hint: 'check the id; what just happened on chain appears when its block is indexed',
    });
  }
}

/** This service mirrors no such chain. */
export class ChainUnknown extends AtollError {
  constructor(chain: string, mirrored: readonly string[]) {
    super({
      code: 'chain_unknown',
      message: `chain ${chain} is not mirrored here`,
      hint: `choose one of ${mirrored.join(', ')}`,
      data: { chain, mirrored },
    });
  }
}

/** The mirror has not reached the head of the chain once, so that every answer would be a part of one. */
export class BackfillUnderWay extends AtollError {
  constructor() {
    super({
      code: 'not_ready',
      message: 'the mirror has not reached the head of the chain yet',
      hint: 'try again later; /status tells how far it is',
      retryable: true,
    });
  }
}

/** A replica ended a read that kept it from going on with what it follows. */
export class ReadGaveWay extends AtollError {
  constructor(cause: unknown) {
    super({
      code: 'not_ready',
      message: 'the database replica ended the read to go on with what it follows',
      hint: 'ask again',
      retryable: true,
      cause,
    });
  }
}

/** The mirror does not go back to that block: what rows were before is kept above the last final block only. */
export class BlockNotKept extends AtollError {
  constructor(input: { asked: number; oldest: number }) {
    super({
      code: 'block_not_kept',
      message: `block ${input.asked} is older than ${input.oldest}, the oldest that can be asked for`,
      hint: `ask for a block from ${input.oldest} on, or for facts up to a block by blockNumberTo`,
      data: input,
    });
  }
}

/** The mirror has not come to that block. */
export class BlockUnknown extends AtollError {
  constructor(input: { asked: number; newest: number }) {
    super({
      code: 'block_unknown',
      message: `block ${input.asked} is not indexed yet; the last one is ${input.newest}`,
      hint: 'ask again when it is indexed, or leave out asOf',
      retryable: true,
      data: input,
    });
  }
}

/** Since the page before, blocks that the listing had passed were reorganised away. */
export class CursorReorganised extends AtollError {
  constructor(ancestor: number | undefined) {
    super({
      code: 'cursor_reorganised',
      message: 'blocks below this place were reorganised away since the page before',
      hint: 'start the listing anew, from the first page',
      data: ancestor === undefined ? {} : { ancestor },
    });
  }
}

/** The query would take more work than one request may cause. */
export class QueryTooCostly extends AtollError {
  constructor(message: string, hint: string, more: { cause?: unknown; limit?: number } = {}) {
    const { cause, limit } = more;
    super({
      code: 'query_too_costly',
      message,
      hint,
      cause,
      ...(limit === undefined ? {} : { data: { limit } }),
    });
  }
}
