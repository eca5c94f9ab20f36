import { AtollError } from '@atoll/schemas/error';
import type { Problem } from '@atoll/schemas/problem';

/** A service answered with a problem; code, hint and data are the service's. */
export class ProblemReceived extends AtollError {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super({
      code: problem.code,
      message: problem.detail,
      hint: problem.hint,
      retryable: problem.retryable,
      ...(problem.data === undefined ? {} : { data: problem.data }),
    });
    this.problem = problem;
  }
}

/** A service did not answer, or answered what it should not. */
export class ServiceUnavailable extends AtollError {
  constructor(input: { url: string; reason: string; cause?: unknown }) {
    super({
      code: 'upstream_unavailable',
      message: `${input.url} did not answer as it should: ${input.reason}`,
      hint: 'check that the service is up and is the one you mean, then try again',
      retryable: true,
      data: { url: input.url },
      cause: input.cause,
    });
  }
}

/** A provider's quote is not what was asked for or not what the chain says: do not order it. */
export class QuoteRefused extends AtollError {
  constructor(what: string, data: { field: string; expected?: string; found?: string }) {
    super({
      code: 'invalid_order',
      message: `the quote is refused: ${what}`,
      hint: 'ask again; if the provider keeps quoting this, choose another',
      data,
    });
  }
}

/** A result is not what the chain or its receipt says it is. */
export class ResultRefused extends AtollError {
  constructor(what: string, data: Readonly<Record<string, unknown>> = {}) {
    super({
      code: 'digest_mismatch',
      message: `the result is refused: ${what}`,
      hint: 'fetch it again from another place; keep the receipt as evidence if it stays wrong',
      data,
    });
  }
}

/** A service wants something else to be signed for a sign-in than what it should: nothing was shown to the wallet. */
export class SignInMismatch extends AtollError {
  constructor(service: string) {
    super({
      code: 'chain_mismatch',
      message: `${service} asks for a sign-in to another service or chain, or with another statement`,
      hint: 'check that the address of the service is the one it gives itself, and that the chain is the same',
      data: { service },
    });
  }
}
