import { AtollError } from '@atoll/schemas/error';

/** As many runs of the dataset as its owner lets happen in 24 hours have started, or are promised. */
export class RunsExhausted extends AtollError {
  constructor(input: { datasetId: string; runsPerDay: number; retryAfterSeconds: number }) {
    const { datasetId, runsPerDay, retryAfterSeconds } = input;
    super({
      code: 'runs_exhausted',
      message: `dataset ${datasetId} takes ${runsPerDay} runs in 24 hours, and so many have started or are promised`,
      hint: `ask again in ${retryAfterSeconds} seconds, when the next one may be free`,
      retryable: true,
      data: input,
    });
  }
}
