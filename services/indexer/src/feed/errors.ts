import { AtollError } from '@atoll/schemas/error';

/** The changes after the id that a listener knows are no longer kept, or the id is of another journal. */
export class ChangesForgotten extends AtollError {
  constructor(input: { chain: string; after: number; floor: number; newest: number }) {
    super({
      code: 'changes_forgotten',
      message: `changes after ${input.after} of ${input.chain} are not kept; those after ${input.floor} up to ${input.newest} are`,
      hint: 'read what you mirror anew from the API, then listen without Last-Event-ID',
      data: input,
    });
  }
}

/** The change that a listener knows is known to the primary, and did not come to the replica that is read here in time. */
export class ChangesNotHereYet extends AtollError {
  constructor(input: { chain: string; after: number; newest: number }) {
    super({
      code: 'not_ready',
      message: `change ${input.after} of ${input.chain} is not known here yet; those up to ${input.newest} are`,
      hint: 'come back in a moment with the same Last-Event-ID',
      retryable: true,
      data: input,
    });
  }
}

/** A caller, or everyone together, holds as many streams as are allowed. */
export class TooManyStreams extends AtollError {
  constructor(input: { limit: number; scope: 'caller' | 'service' }) {
    super({
      code: 'too_many_requests',
      message:
        input.scope === 'caller'
          ? `you hold ${input.limit} streams, as many as you may`
          : `the service holds ${input.limit} streams, as many as it may`,
      hint: input.scope === 'caller' ? 'close a stream first' : 'try again later or at another instance',
      retryable: true,
      data: input,
    });
  }
}
