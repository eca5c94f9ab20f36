import { AtollError } from '@atoll/schemas/error';

/** The key that was shown is none, or was revoked. */
export class InvalidKey extends AtollError {
  constructor() {
    super({
      code: 'invalid_key',
      message: 'the key in the authorization header is not known here, or was revoked',
      hint: 'send `authorization: Bearer atoll_…` with a key that the operator made, or no such header',
    });
  }
}

/** A key has to be shown. */
export class KeyRequired extends AtollError {
  constructor() {
    super({
      code: 'invalid_key',
      message: 'this takes a key',
      hint: 'send `authorization: Bearer atoll_…` with a key that the operator made',
    });
  }
}

/** No key has this id. */
export class KeyUnknown extends AtollError {
  constructor(keyId: string) {
    super({ code: 'not_found', message: `no key has the id ${keyId}`, hint: '`list` shows all keys' });
  }
}

/** A caller used what it may use in a window, or asks for more than that at once (`retryAfterSeconds` is `Infinity`). */
export class QuotaSpent extends AtollError {
  constructor(input: { measure: string; limit: number; windowSeconds: number; retryAfterSeconds: number }) {
    const { retryAfterSeconds, ...rest } = input;
    const passes = Number.isFinite(retryAfterSeconds);
    super({
      code: 'too_many_requests',
      message: `more than ${input.limit} ${input.measure} within ${input.windowSeconds} seconds`,
      hint: passes
        ? `wait ${retryAfterSeconds} seconds, or use a key with a larger quota`
        : 'use a key with a larger quota',
      retryable: passes,
      data: passes ? input : rest,
    });
  }
}
