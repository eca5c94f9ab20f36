import { wait } from '@atoll/chain/wait';
import { AtollError } from '@atoll/schemas/error';
import { SampleRunView, type StartSampleRunInput } from '@atoll/schemas/sample-api';
import type { MarketContext } from './context.ts';
import { readBytes, request, requestRaw } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/** Most bytes of a log: what a provider keeps of one. */
const maxLogBytes = 10 << 20;
/** Milliseconds between two looks at a run. */
const intervalMs = 250;

/**
 * Asks for a run of an algorithm on the published sample of a dataset: in exactly the image and sandbox of the real run, free of charge, with
 * the full log. Anybody may ask who can sign.
 *
 * @returns the run as it waits for its turn; {@link watchSampleRun} follows it
 * @throws ProblemReceived `sample_unavailable`, `not_allowed` and `custodian_approval_missing` by the provider's choice, `too_many_requests`, `invalid_parameters`
 * @example
 * const { run } = await startSampleRun(me, { datasetId: '7', metadataDigest, parameters: { folds: 5 } });
 * for await (const view of watchSampleRun(me, run)) console.log(view.state);
 * console.log(new TextDecoder().decode(await fetchSampleLog(me, run)));
 */
export function startSampleRun(ctx: MarketContext, input: StartSampleRunInput): Promise<SampleRunView> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'POST',
    path: providerPaths.sampleRuns,
    json: input,
    signed: true,
    reply: SampleRunView,
  });
}

/** A run on a sample; only for the account that asked for it. */
export function readSampleRun(ctx: MarketContext, run: string, signal?: AbortSignal): Promise<SampleRunView> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'GET',
    path: providerPaths.sampleRun(run),
    signed: true,
    reply: SampleRunView,
    ...(signal === undefined ? {} : { signal }),
  });
}

/**
 * Yields a run each time its state changed, until it has ended or failed.
 * @param options.timeout milliseconds in all; default one hour
 * @throws AtollError `timed_out` (the run goes on); ProblemReceived
 */
export async function* watchSampleRun(
  ctx: MarketContext,
  run: string,
  options: { timeout?: number; signal?: AbortSignal } = {},
): AsyncGenerator<SampleRunView, void, undefined> {
  const { timeout = 3_600_000 } = options;
  const deadline = AbortSignal.timeout(timeout);
  const signal = options.signal === undefined ? deadline : AbortSignal.any([options.signal, deadline]);
  let seen: string | undefined;
  try {
    for (;;) {
      const view = await readPatiently(ctx, run, signal);
      if (view !== undefined && view.state !== seen) {
        seen = view.state;
        yield view;
        if (view.state === 'ended' || view.state === 'failed') return;
      }
      await wait(intervalMs, signal);
    }
  } catch (error) {
    if (deadline.aborted && options.signal?.aborted !== true)
      throw new SampleRunTimedOut(run, timeout, error);
    throw error;
  }
}

/** The run, or undefined where asking again may help. */
async function readPatiently(
  ctx: MarketContext,
  run: string,
  signal: AbortSignal,
): Promise<SampleRunView | undefined> {
  try {
    return await readSampleRun(ctx, run, signal);
  } catch (error) {
    if (error instanceof AtollError && error.retryable && !signal.aborted) return undefined;
    throw error;
  }
}

/** All that the algorithm printed. It is the algorithm's own text: escape it before a terminal shows it. */
export async function fetchSampleLog(ctx: MarketContext, run: string): Promise<Uint8Array> {
  return fetchBytes(ctx, `${providerPaths.sampleRun(run)}/log`, maxLogBytes);
}

/** An output of a run on a sample, as the guard would let it out of a run on the data. */
export async function fetchSampleOutput(
  ctx: MarketContext,
  input: { run: string; name: string; maxBytes?: number },
): Promise<Uint8Array> {
  const path = `${providerPaths.sampleRun(input.run)}/outputs/${encodeURIComponent(input.name)}`;
  return fetchBytes(ctx, path, input.maxBytes ?? 1 << 30);
}

async function fetchBytes(ctx: MarketContext, path: string, maxBytes: number): Promise<Uint8Array> {
  const response = await requestRaw(ctx, {
    service: providerOf(ctx),
    method: 'GET',
    path,
    signed: true,
    accept: '*/*',
    timeoutMs: 600_000,
  });
  return readBytes(response, maxBytes);
}

/** The run did not end in the time that the caller gave; it goes on all the same. */
export class SampleRunTimedOut extends AtollError {
  constructor(run: string, timeout: number, cause: unknown) {
    super({
      code: 'timed_out',
      message: `run ${run} on the sample has not ended after ${timeout} ms`,
      hint: 'watch it again: one run at a time is performed, others may be before it',
      retryable: true,
      data: { run },
      cause,
    });
  }
}
