import { AtollError } from '@atoll/schemas/error';

/** As many exports run as may, of a caller or of all. */
export class ExportsBusy extends AtollError {
  constructor(input: { limit: number; scope: 'caller' | 'service' }) {
    super({
      code: 'too_many_requests',
      message:
        input.scope === 'caller' ? 'an export of yours is running' : `${input.limit} exports are running`,
      hint:
        input.scope === 'caller'
          ? 'read it to its end, or give it up'
          : 'try again when one of them has ended',
      retryable: true,
      data: input,
    });
  }
}

/** An export was held longer than it may: it was read too slowly, or it went on for too long. */
export class ExportCutOff extends AtollError {
  constructor(why: string, milliseconds: number) {
    super({
      code: 'timed_out',
      message: `${why} for ${milliseconds} ms`,
      hint: 'read to a disk, or ask for fewer rows at a time',
      retryable: true,
    });
  }
}
