import { signRequest } from '@atoll/chain/sign';
import { Problem } from '@atoll/schemas/problem';
import { formatSignedRequestHeader, signedRequestHeader } from '@atoll/schemas/signed-request';
import { fetchSafely, reasonOf } from '@atoll/storage/fetch-safely';
import { bytesToHex } from 'viem';
import type { z } from 'zod';
import type { MarketContext, Session } from './context.ts';
import { sha256 } from './digest.ts';
import { ProblemReceived, ServiceUnavailable } from './errors.ts';

/** Milliseconds that one request may take, and seconds that its signature holds. */
const patience = { requestMs: 60_000, signatureSeconds: 120 };
/** Most bytes of a JSON reply. */
const maxReplyBytes = 16 * 1024 * 1024;

export interface RequestParameters<T extends z.ZodType> {
  /** Origin of the service. */
  service: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path and query, e.g. `/jobs/0x…`. */
  path: string;
  json?: unknown;
  bytes?: { body: Uint8Array; contentType: string };
  /** Whether the account signs the request. A GET is sent with the session of the service instead where the context has one. */
  signed: boolean;
  reply: T;
  signal?: AbortSignal;
  /** Milliseconds until it is given up. Default 60,000. */
  timeoutMs?: number;
}

/**
 * Asks a service and gives its reply, checked against a schema.
 *
 * @throws ProblemReceived with the service's own code; ServiceUnavailable (retryable) when it did not answer or answered something else
 * @example
 * const job = await request(ctx, { service: url, method: 'GET', path: `/jobs/${jobId}`, signed: true, reply: JobView });
 */
export async function request<T extends z.ZodType>(
  ctx: MarketContext,
  parameters: RequestParameters<T>,
): Promise<z.infer<T>> {
  return readJson(await requestRaw(ctx, parameters), parameters.reply);
}

/** The JSON of a good response, checked against a schema. */
export async function readJson<T extends z.ZodType>(response: Response, schema: T): Promise<z.infer<T>> {
  const text = await readText(response);
  const parsed = schema.safeParse(parseJson(response.url, text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ServiceUnavailable({
    url: response.url,
    reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`,
    cause: parsed.error,
  });
}

interface RawParameters extends Omit<RequestParameters<z.ZodType>, 'reply'> {
  accept?: string;
  headers?: Readonly<Record<string, string>>;
  /** Origin of the page that sends it. A browser writes its own instead, whatever stands here. */
  page?: string;
}

/** The same, giving the response itself: for streams. Its status is good. */
export async function requestRaw(ctx: MarketContext, parameters: RawParameters): Promise<Response> {
  if (!parameters.signed) return requestUnsigned(ctx, parameters);
  const url = new URL(parameters.path, parameters.service);
  const session = parameters.method === 'GET' ? ctx.sessions?.[url.origin] : undefined;
  const shown =
    session === undefined
      ? {
          [signedRequestHeader]: await signatureOf(ctx, parameters.method, url, bodyOf(parameters)?.bytes),
        }
      : sessionHeaders(session);
  return requestUnsigned(ctx, { ...parameters, headers: { ...parameters.headers, ...shown } });
}

/** What is sent unsigned needs neither an account nor a chain. */
export type UnsignedContext = Pick<MarketContext, 'sessions' | 'fetch'>;

/** As `requestRaw`, by nobody in particular but whom the headers show. */
export async function requestUnsigned(
  ctx: UnsignedContext,
  parameters: Omit<RawParameters, 'signed'>,
): Promise<Response> {
  const url = new URL(parameters.path, parameters.service);
  const body = bodyOf(parameters);
  const headers: Record<string, string> = {
    ...parameters.headers,
    accept: parameters.accept ?? 'application/json',
    ...(parameters.page === undefined ? {} : { origin: parameters.page }),
  };
  if (body !== undefined) headers['content-type'] = body.contentType;
  const patienceSignal = AbortSignal.timeout(parameters.timeoutMs ?? patience.requestMs);
  const { signal } = parameters;
  let response: Response;
  try {
    const init: RequestInit = {
      method: parameters.method,
      headers,
      // a redirect would carry the signature to somebody else
      redirect: 'error',
      signal: signal === undefined ? patienceSignal : AbortSignal.any([signal, patienceSignal]),
      ...(body === undefined ? {} : { body: new Uint8Array(body.bytes) }),
    };
    const ask = ctx.fetch ?? fetch;
    const again = parameters.method === 'GET' && headers[signedRequestHeader] === undefined;
    response = await (again ? fetchSafely(ask, url.href, init) : ask(url.href, init));
  } catch (cause) {
    signal?.throwIfAborted();
    throw new ServiceUnavailable({ url: url.href, reason: reasonOf(cause), cause });
  }
  if (!response.ok) throw await problemOf(response, url.href);
  return response;
}

/** What shows a session; a cookie is the browser's to add. */
export function sessionHeaders(session: Session | undefined): Record<string, string> {
  if (typeof session !== 'object') return {};
  return { authorization: `Bearer ${session.token}`, origin: session.page };
}

function bodyOf(parameters: Pick<RequestParameters<z.ZodType>, 'json' | 'bytes'>) {
  if (parameters.bytes !== undefined) {
    return { bytes: parameters.bytes.body, contentType: parameters.bytes.contentType };
  }
  if (parameters.json === undefined) return undefined;
  const bytes = new TextEncoder().encode(JSON.stringify(parameters.json));
  return { bytes, contentType: 'application/json' };
}

async function signatureOf(
  ctx: MarketContext,
  method: string,
  url: URL,
  body: Uint8Array | undefined,
): Promise<string> {
  const message = {
    method,
    origin: url.origin,
    path: url.pathname + url.search,
    bodyDigest: await sha256(body ?? new Uint8Array()),
    expires: BigInt(Math.floor(Date.now() / 1000) + patience.signatureSeconds),
    nonce: bytesToHex(crypto.getRandomValues(new Uint8Array(16))),
  };
  const signature = await signRequest(ctx.account, message, ctx.chain.chainId);
  const { expires, nonce } = message;
  return formatSignedRequestHeader({ address: ctx.account.address, expires, nonce, signature });
}

/** The problem that a service answered with, or that it answered something else. */
export async function problemOf(
  response: Response,
  url: string,
): Promise<ProblemReceived | ServiceUnavailable> {
  const text = await readText(response);
  const problem = Problem.safeParse(parseJson(url, text, response.status));
  if (problem.success) return new ProblemReceived(problem.data);
  return new ServiceUnavailable({ url, reason: `HTTP ${response.status}` });
}

function parseJson(url: string, text: string, status = 200): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ServiceUnavailable({ url, reason: `HTTP ${status}, and the body is not JSON`, cause });
  }
}

async function readText(response: Response): Promise<string> {
  return new TextDecoder().decode(await readBytes(response, maxReplyBytes));
}

/** A response's whole body, at most `maxBytes` of it. */
export async function readBytes(response: Response, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    // not by `for await`: some browsers cannot walk through a stream
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
      size += part.value.byteLength;
      if (size > maxBytes) {
        await reader?.cancel();
        break;
      }
      parts.push(part.value);
    }
  } catch (cause) {
    throw new ServiceUnavailable({ url: response.url, reason: reasonOf(cause), cause });
  }
  if (size > maxBytes) {
    throw new ServiceUnavailable({ url: response.url, reason: `more than ${maxBytes} bytes` });
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}
