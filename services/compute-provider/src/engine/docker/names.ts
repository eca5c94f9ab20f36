import { AtollError } from '@atoll/schemas/error';

/** Labels by which everything of this adapter is found again. */
export const providerLabel = 'atoll.provider';
export const jobLabel = 'atoll.job';
export const kindLabel = 'atoll.kind';

/** All names begin so; an image may carry our labels, but cannot choose the name of a container. */
export const namePrefix = 'atoll-';

/** Added to a run's name before it is ended at its time limit: a record that a restart of the provider survives. */
const timedOutSuffix = '.timed-out';

export function runName(jobId: string): string {
  return `${namePrefix}${checked(jobId)}`;
}

export function timedOutName(jobId: string): string {
  return `${runName(jobId)}${timedOutSuffix}`;
}

export function holderName(jobId: string): string {
  return `${runName(jobId)}.holder`;
}

export function outputsName(jobId: string): string {
  return `${runName(jobId)}.outputs`;
}

export function labelsOf(
  providerId: string,
  jobId: string,
  kind: 'run' | 'holder' | 'volume',
): Record<string, string> {
  return { [providerLabel]: providerId, [jobLabel]: jobId, [kindLabel]: kind };
}

function checked(jobId: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(jobId)) return jobId;
  throw new AtollError({
    code: 'malformed_request',
    message: 'a job id holds letters, digits, - and _ only',
    hint: 'pass the id of the job as it stands on chain',
  });
}
