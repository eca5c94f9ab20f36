import { AtollError } from '@atoll/schemas/error';

/** What was asked for may not be fetched: nothing was sent, or what came back is more than was allowed. */
export class FetchRefused extends AtollError {
  constructor(where: string, reason: string, cause?: unknown) {
    super({
      code: 'source_refused',
      message: `${where} may not be fetched: ${reason}`,
      hint: 'name a public http or https address; the operator lists internal hosts in SOURCE_HOSTS',
      data: { where, reason },
      cause,
    });
  }
}

/** The server did not answer, or not in full. */
export class FetchFailed extends AtollError {
  constructor(where: string, reason: string, cause?: unknown) {
    super({
      code: 'source_unavailable',
      message: `${where} could not be fetched: ${reason}`,
      hint: 'check that the server is up and try again',
      retryable: true,
      data: { where, reason },
      cause,
    });
  }
}

/** A URL as an error may show it: without query and credentials, which may be secrets. */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname.length > 200 ? `${url.pathname.slice(0, 200)}…` : url.pathname}`;
}
