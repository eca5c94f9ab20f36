import type { Bytes32 } from '@atoll/schemas/ids';
import { JobView } from '@atoll/schemas/job';
import type { MarketContext } from './context.ts';
import { ServiceUnavailable } from './errors.ts';
import { readEvents } from './read-events.ts';
import { requestRaw } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/** A stream ends after this many milliseconds at the latest. */
const longest = 24 * 3_600_000;

/**
 * A job now and at each change, as its provider sends them: one signed request for all of it, where `watchJob` signs each time that it
 * asks. Ends when the job has ended.
 *
 * @throws ProblemReceived `not_found` for who may not see it; ServiceUnavailable (retryable) where the connection breaks
 * @example
 * for await (const job of followJob(ctx, jobId)) console.log(job.state);
 */
export async function* followJob(
  ctx: MarketContext,
  jobId: Bytes32,
  options: { signal?: AbortSignal } = {},
): AsyncGenerator<JobView, void, undefined> {
  const path = `${providerPaths.job(jobId)}/events`;
  const response = await requestRaw(ctx, {
    service: providerOf(ctx),
    method: 'GET',
    path,
    signed: true,
    accept: 'text/event-stream',
    timeoutMs: longest,
    ...options,
  });
  const broken = (reason: string, cause?: unknown) =>
    new ServiceUnavailable({ url: `${providerOf(ctx)}${path}`, reason, cause });
  if (response.body === null) throw broken('an empty stream');
  try {
    for await (const { event, data } of readEvents(response.body)) {
      if (event === 'error') throw broken('the stream failed');
      if (event !== 'job') continue;
      const parsed = JobView.safeParse(JSON.parse(data));
      if (!parsed.success) throw broken('an event of another form', parsed.error);
      yield parsed.data;
    }
  } catch (cause) {
    options.signal?.throwIfAborted();
    if (cause instanceof ServiceUnavailable) throw cause;
    throw broken(cause instanceof Error ? cause.message : 'the connection broke', cause);
  }
}
