import { draftLimits } from '@atoll/schemas/draft';
import { AtollError } from '@atoll/schemas/error';
import { PayloadTooLarge } from '@atoll/server-kit/problem';

/** The account has no such draft; one of another account is told the same. */
export class DraftUnknown extends AtollError {
  constructor(id: string) {
    super({
      code: 'not_found',
      message: `there is no draft ${id}`,
      hint: 'GET /drafts lists those of the account that is signed in',
      data: { id },
    });
  }
}

/** The account has as many drafts as it may. */
export class TooManyDrafts extends AtollError {
  constructor() {
    super({
      code: 'conflict',
      message: `the account has ${draftLimits.perAccount} drafts, which is as many as are kept`,
      hint: 'delete one that is no longer needed',
      data: { perAccount: draftLimits.perAccount },
    });
  }
}

export const draftTooLarge = () => new PayloadTooLarge({ maxBytes: draftLimits.bytes });
