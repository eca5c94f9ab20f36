import type { ProblemCode } from './problem.ts';

/**
 * Every error that Atoll raises on purpose.
 *
 * A subclass takes data and composes the sentence; `code` is stable and part of the HTTP contract, `hint` tells the reader
 * what to do next, `retryable` says whether the same call may succeed later without a change by the caller.
 *
 * @example
 * class AssetRetired extends AtollError {
 *   constructor(assetId: string) {
 *     super({ code: 'asset_retired', message: `asset ${assetId} is retired`, hint: 'choose an active asset' });
 *   }
 * }
 */
export class AtollError extends Error {
  readonly code: ProblemCode;
  readonly hint: string;
  readonly retryable: boolean;
  /** Fields that a client may read beside the sentence, JSON-safe. */
  readonly data: Readonly<Record<string, unknown>>;

  constructor(input: {
    code: ProblemCode;
    message: string;
    hint: string;
    retryable?: boolean;
    data?: Readonly<Record<string, unknown>>;
    cause?: unknown;
  }) {
    super(input.message, input.cause === undefined ? undefined : { cause: input.cause });
    this.name = new.target.name;
    this.code = input.code;
    this.hint = input.hint;
    this.retryable = input.retryable ?? false;
    this.data = input.data ?? {};
  }
}
