import { AtollError } from '@atoll/schemas/error';

/** This provider runs nothing on samples, or not this. */
export class SampleRunsRefused extends AtollError {
  constructor(reason: string, hint: string) {
    super({ code: 'not_allowed', message: `the run on the sample is refused: ${reason}`, hint });
  }
}

/** The signer has had its runs of the day. */
export class SampleRunsSpent extends AtollError {
  constructor(perDay: number) {
    super({
      code: 'too_many_requests',
      message: `an account may ask for ${perDay} runs on samples in 24 hours`,
      hint: 'try again later; a sample can also be downloaded and used at home',
      data: { perDay },
    });
  }
}

/** Too many runs wait already. */
export class SampleQueueFull extends AtollError {
  constructor() {
    super({
      code: 'environment_busy',
      message: 'too many runs on samples wait already',
      hint: 'try again in some minutes',
      retryable: true,
    });
  }
}

/** No such run, for this reader. */
export class SampleRunNotFound extends AtollError {
  constructor(run: string) {
    super({
      code: 'not_found',
      message: `there is no run ${run} on a sample`,
      hint: 'runs are shown to the account that asked for them, for a day',
    });
  }
}

/** The run has not come to this yet. */
export class SampleRunNotReady extends AtollError {
  constructor(run: string, state: string) {
    super({
      code: 'result_not_ready',
      message: `run ${run} is ${state}`,
      hint: 'read the run again until it has ended',
      retryable: true,
      data: { state },
    });
  }
}
