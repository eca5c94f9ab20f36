import { ProblemReceived, ServiceUnavailable } from '@atoll/sdk/errors';
import { Problem } from '@atoll/schemas/problem';
import type { z } from 'zod';

const patienceMs = 20_000;

/**
 * Asks the marketplace that the page came from.
 * @throws ProblemReceived with the marketplace's own words; ServiceUnavailable (retryable) where it does not answer as it should
 */
export async function ask<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  signal?: AbortSignal,
): Promise<z.infer<Schema>> {
  const deadline = AbortSignal.timeout(patienceMs);
  let response: Response;
  try {
    response = await fetch(path, {
      headers: { accept: 'application/json' },
      signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
    });
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw new ServiceUnavailable({
      url: path,
      reason: deadline.aborted ? 'no answer in time' : 'no answer',
      cause,
    });
  }
  const body: unknown = await response.json().catch((cause: unknown) => {
    throw new ServiceUnavailable({ url: path, reason: `status ${response.status}`, cause });
  });
  if (!response.ok) {
    const problem = Problem.safeParse(body);
    if (problem.success) throw new ProblemReceived(problem.data);
    throw new ServiceUnavailable({ url: path, reason: `status ${response.status}` });
  }
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') ?? 'reply';
    throw new ServiceUnavailable({
      url: path,
      reason: `something unexpected in ${field}`,
      cause: parsed.error,
    });
  }
  return parsed.data;
}
