import { AtollError } from '@atoll/schemas/error';

/** The message, its signature or its nonce is not one that a session can be made of. */
export class SignInRefused extends AtollError {
  constructor(reason: string, hint: string) {
    super({ code: 'invalid_signature', message: `the sign-in is refused: ${reason}`, hint });
  }
}

/** Nobody is signed in: no session, an unknown one, an expired or revoked one, one of another page. All are told the same. */
export class SignInRequired extends AtollError {
  constructor() {
    super({
      code: 'sign_in_required',
      message: 'nobody is signed in',
      hint: 'sign in with POST /sign-in, or sign the request with the wallet (header atoll-signature)',
    });
  }
}

/** A browser sends this from a page that may not. */
export class ForeignPage extends AtollError {
  constructor(found: string) {
    super({
      code: 'not_allowed',
      message: `requests of ${found} are not taken here`,
      hint: 'open the page of this service itself; DESK_ORIGINS of a provider lists other pages that may sign in',
    });
  }
}
