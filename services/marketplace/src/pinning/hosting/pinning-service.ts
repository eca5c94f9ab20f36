import { AtollError } from '@atoll/schemas/error';
import type { Cid } from '@atoll/schemas/ids';
import { z } from 'zod';

/** Where a request stands at the service. */
export const RemoteStatus = z.enum(['queued', 'pinning', 'pinned', 'failed']);

const PinStatus = z.object({
  requestid: z.string().min(1).max(500),
  status: RemoteStatus,
  pin: z.object({ cid: z.string(), name: z.string().nullish() }),
  info: z.record(z.string(), z.unknown()).nullish(),
});
const PinResults = z.object({ count: z.number(), results: z.array(PinStatus).max(1000) });
const Failure = z.object({ error: z.object({ reason: z.string(), details: z.string().optional() }) });

/** One request for content to be pinned, as the service tells it. */
export interface RemotePin {
  readonly requestId: string;
  readonly status: z.infer<typeof RemoteStatus>;
  /** Why it failed, where the service says so. */
  readonly details?: string;
}

/** The service did not answer, or not as its specification says; `refused` tells that it understood and said no. */
export class PinningServiceFailed extends AtollError {
  readonly refused: boolean;
  constructor(input: { what: string; refused: boolean; cause?: unknown }) {
    super({
      code: 'upstream_unavailable',
      message: `the pinning service ${input.what}`,
      hint: 'look at PINNING_SERVICE_URL and PINNING_SERVICE_TOKEN; it is asked again by itself',
      retryable: true,
      cause: input.cause,
    });
    this.refused = input.refused;
  }
}

/** A remote pinning service, as its API describes it; see https://ipfs.github.io/pinning-services-api-spec/. */
export interface PinningService {
  /** Asks for content to be pinned. */
  add(pin: { cid: Cid; name: string }): Promise<RemotePin>;
  /** Asks anew for a request that failed. Gives the request that took its place. */
  replace(requestId: string, pin: { cid: Cid; name: string }): Promise<RemotePin>;
  /** Undefined where the service does not know the request (any more). */
  read(requestId: string): Promise<RemotePin | undefined>;
  /** Requests of this name for the content, in any state. */
  find(pin: { cid: Cid; name: string }): Promise<readonly RemotePin[]>;
  /** Ends a request; no error where there is none. */
  remove(requestId: string): Promise<void>;
}

const timeoutMs = 30_000;
const mostBytes = 1024 * 1024;
/** Letters of somebody else's words that are kept. */
const mostWords = 200;

const shortened = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ')
    .trim()
    .slice(0, mostWords);

async function textOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > mostBytes) throw new PinningServiceFailed({ what: 'answered too much', refused: false });
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // said by whoever wanted a certain form
    return undefined;
  }
}

const shown = ({ requestid, status, info }: z.infer<typeof PinStatus>): RemotePin => {
  const details = info?.['status_details'];
  return {
    requestId: requestid,
    status,
    ...(typeof details === 'string' && details !== '' ? { details: shortened(details) } : {}),
  };
};

/**
 * @param input.url the service's base address, e.g. `https://pinning.example/psa`
 * @param input.origins multiaddrs at which the service finds the content
 * @example
 * const service = openPinningService({ url, token, origins: ['/dns4/market.example/tcp/443/https'] });
 * const { requestId, status } = await service.add({ cid, name: 'reef' });
 */
export function openPinningService(input: {
  url: string;
  token: string;
  origins: readonly string[];
}): PinningService {
  const { token, origins } = input;
  const base = input.url.replace(/\/+$/, '');

  async function ask(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; text: string }> {
    try {
      const response = await fetch(`${base}${path}`, {
        method,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          authorization: `Bearer ${token}`,
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, text: await textOf(response) };
    } catch (cause) {
      if (cause instanceof PinningServiceFailed) throw cause;
      throw new PinningServiceFailed({ what: 'does not answer', refused: false, cause });
    }
  }

  function failed({ status, text }: { status: number; text: string }): PinningServiceFailed {
    const failure = Failure.safeParse(parsed(text));
    const said = failure.success
      ? `: ${shortened([failure.data.error.reason, failure.data.error.details ?? ''].join(' '))}`
      : '';
    return new PinningServiceFailed({
      what: `answered ${status}${said}`,
      refused: status >= 400 && status < 500 && status !== 429,
    });
  }

  async function expectJson<T extends z.ZodType>(
    schema: T,
    asked: Promise<{ status: number; text: string }>,
  ): Promise<z.infer<T>> {
    const reply = await asked;
    if (reply.status < 200 || reply.status > 299) throw failed(reply);
    const result = schema.safeParse(parsed(reply.text));
    if (result.success) return result.data;
    throw new PinningServiceFailed({
      what: 'answered something that is not of its API',
      refused: false,
      cause: result.error,
    });
  }

  const wanted = ({ cid, name }: { cid: Cid; name: string }) => ({ cid, name, origins });

  async function checked(pin: { cid: Cid }, asked: Promise<z.infer<typeof PinStatus>>): Promise<RemotePin> {
    const status = await asked;
    if (status.pin.cid !== pin.cid) {
      throw new PinningServiceFailed({ what: 'took another CID than it was asked for', refused: false });
    }
    return shown(status);
  }

  return {
    add: (pin) => checked(pin, expectJson(PinStatus, ask('POST', '/pins', wanted(pin)))),
    replace: (requestId, pin) =>
      checked(pin, expectJson(PinStatus, ask('POST', `/pins/${encodeURIComponent(requestId)}`, wanted(pin)))),
    async read(requestId) {
      const reply = await ask('GET', `/pins/${encodeURIComponent(requestId)}`);
      if (reply.status === 404) return undefined;
      return shown(await expectJson(PinStatus, Promise.resolve(reply)));
    },
    async find({ cid, name }) {
      const query = new URLSearchParams({ cid, name, status: RemoteStatus.options.join(','), limit: '10' });
      const { results } = await expectJson(PinResults, ask('GET', `/pins?${query.toString()}`));
      return results.filter(({ pin }) => pin.cid === cid && pin.name === name).map(shown);
    },
    async remove(requestId) {
      const reply = await ask('DELETE', `/pins/${encodeURIComponent(requestId)}`);
      if (reply.status !== 404 && (reply.status < 200 || reply.status > 299)) throw failed(reply);
    },
  };
}
