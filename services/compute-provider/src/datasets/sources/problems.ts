import { AtollError } from '@atoll/schemas/error';

/** A source may not be read as asked, or gave what cannot be a dataset. */
export class SourceRefused extends AtollError {
  constructor(reason: string, hint: string, cause?: unknown) {
    super({
      code: 'source_refused',
      message: `the source cannot be registered: ${reason}`,
      hint,
      data: { reason },
      cause,
    });
  }
}

/** A source did not answer, or not in full; nothing of it is kept. */
export class SourceUnavailable extends AtollError {
  constructor(reason: string, cause?: unknown) {
    super({
      code: 'source_unavailable',
      message: `the source cannot be read: ${reason}`,
      hint: 'see that the source is up and that this machine has room, then register it again',
      retryable: true,
      data: { reason },
      cause,
    });
  }
}
