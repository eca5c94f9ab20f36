import { ChainUnavailable } from '../errors.ts';

/**
 * What a failure says about the next try.
 * `range`: the same question over fewer blocks may be answered. `limit`: later. `unreachable`: later, or elsewhere. `invalid`: the reply
 * is none that a node should give. `timeout`: later, elsewhere or less of it. `method`: this endpoint will never answer this. `other`: the node refused and did not say why.
 */
export type FailureKind = 'range' | 'limit' | 'unreachable' | 'timeout' | 'invalid' | 'method' | 'other';

/** An endpoint did not answer, refused, or answered what no node should. */
export class RpcFailure extends ChainUnavailable {
  readonly kind: FailureKind;
  /** Milliseconds that the endpoint asks to be left alone, where it said so. */
  readonly retryAfterMs: number | undefined;

  constructor(input: {
    kind: FailureKind;
    what: string;
    retryAfterMs?: number | undefined;
    cause?: unknown;
  }) {
    super({ what: input.what, cause: input.cause });
    this.kind = input.kind;
    this.retryAfterMs = input.retryAfterMs;
  }
}

const limits =
  /rate|too many requests|request count|capacity|throughput|quota|per second|credits|compute units/i;
const ranges =
  /range|too (large|big|wide|many)|exceed|limited to|max(imum)? (block|result|number)|response size|more than|10 ?mi?b|timed? ?out/i;

/**
 * What a JSON-RPC error means. Providers agree on no code: -32005 is a rate limit with some and too many results with others,
 * so the message decides where there is one.
 */
export function kindOfError(code: number, message: string): FailureKind {
  if (code === -32601 || /method.*(not|un)[ -]?(found|supported|available)/i.test(message)) return 'method';
  if (code === -32016 || code === -32029 || code === 429) return 'limit';
  const results = /result|logs|blocks?\b|range|size/i.test(message);
  if (limits.test(message) && !/block range|results/i.test(message)) return 'limit';
  if (code === -32005) return results ? 'range' : 'limit';
  return code === 413 || ranges.test(message) ? 'range' : 'other';
}

/** A reply that contradicts itself or what was asked. */
export const invalid = (what: string): RpcFailure => new RpcFailure({ kind: 'invalid', what });

export const tooLate = (timeoutMs: number): RpcFailure =>
  new RpcFailure({ kind: 'timeout', what: `no answer within ${timeoutMs} ms` });
