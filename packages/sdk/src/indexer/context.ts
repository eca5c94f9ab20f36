import type { ChainId } from '@atoll/schemas/ids';
import { Problem } from '@atoll/schemas/problem';
import { fetchSafely, reasonOf } from '@atoll/storage/fetch-safely';
import type { z } from 'zod';
import { ProblemReceived, ServiceUnavailable } from '../errors.ts';
import { readJson } from '../request.ts';

/** An indexer to read from. Nothing is signed: what it serves is public. */
export interface IndexerContext {
  /** Its origin, e.g. `https://indexer.example`. */
  readonly url: string;
  /** The chain to read, where the indexer mirrors several; its first one otherwise. */
  readonly chain?: ChainId;
  /** A key with a quota of its own. */
  readonly apiKey?: string;
  readonly fetch?: typeof fetch;
  /** Milliseconds until a request is given up; 30,000 unless given. Exports have no limit. */
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 30_000;

async function problemIn(response: Response): Promise<Problem | undefined> {
  if (response.headers.get('content-type')?.includes('json') !== true) return undefined;
  const parsed = Problem.safeParse(await response.json().catch(() => undefined));
  return parsed.success ? parsed.data : undefined;
}

/**
 * Asks an indexer and gives its response, whose status is good.
 * @throws ProblemReceived with the indexer's own code; ServiceUnavailable (retryable) where it does not answer as it should
 */
export async function ask(
  ctx: IndexerContext,
  path: string,
  init: {
    body?: string;
    /** Of a request that changes something, which is sent once. Whatever else is asked only reads. */
    method?: 'POST' | 'PATCH' | 'DELETE';
    headers?: Readonly<Record<string, string>>;
    endless?: boolean;
    signal?: AbortSignal;
  } = {},
): Promise<Response> {
  const { body, method, endless = false, signal } = init;
  const url = `${ctx.url.replace(/\/$/, '')}${path}`;
  const signals = [
    ...(signal === undefined ? [] : [signal]),
    ...(endless ? [] : [AbortSignal.timeout(ctx.timeoutMs ?? defaultTimeoutMs)]),
  ];
  let response: Response;
  try {
    const request: RequestInit = {
      redirect: 'error',
      headers: {
        ...init.headers,
        ...(ctx.apiKey === undefined ? {} : { authorization: `Bearer ${ctx.apiKey}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      ...(body === undefined ? {} : { body }),
      ...(signals.length === 0 ? {} : { signal: AbortSignal.any(signals) }),
    };
    const fetched = ctx.fetch ?? fetch;
    response = await (method === undefined ? fetchSafely(fetched, url, request) : fetched(url, request));
  } catch (cause) {
    throw new ServiceUnavailable({ url, reason: reasonOf(cause), cause });
  }
  if (response.ok) return response;
  const problem = await problemIn(response);
  if (problem !== undefined) throw new ProblemReceived(problem);
  throw new ServiceUnavailable({ url, reason: `status ${response.status}` });
}

/** The same, giving the reply as a schema reads it. */
export async function askFor<T extends z.ZodType>(
  ctx: IndexerContext,
  path: string,
  schema: T,
  init: Parameters<typeof ask>[2] = {},
): Promise<z.infer<T>> {
  return readJson(await ask(ctx, path, init), schema);
}

/** The chain as a parameter, where the context names one. */
export const chainOf = (ctx: IndexerContext): { chain?: string } =>
  ctx.chain === undefined ? {} : { chain: ctx.chain };
