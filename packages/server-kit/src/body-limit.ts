import type { MiddlewareHandler } from 'hono';
import { PayloadTooLarge } from './problem.ts';

export const defaultBodyLimit = 1024 * 1024;

/** Up to here a body without declared length is read ahead, so that the refusal comes before the handler runs. */
const readAheadLimit = 4 * 1024 * 1024;

/** A route whose body may be larger (or must be smaller) than the service's default. */
export interface BodyLimitRule {
  /** HTTP method, upper case; any when left out. */
  readonly method?: string;
  /** Exact path, or an expression that the whole path matches. */
  readonly path: string | RegExp;
  readonly maxBytes: number;
}

function maxBytesFor(
  rules: readonly BodyLimitRule[],
  fallback: number,
  method: string,
  path: string,
): number {
  const rule = rules.find(
    (candidate) =>
      (candidate.method === undefined || candidate.method === method) &&
      (typeof candidate.path === 'string' ? candidate.path === path : candidate.path.test(path)),
  );
  return rule?.maxBytes ?? fallback;
}

async function readAhead(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new PayloadTooLarge({ maxBytes });
    chunks.push(chunk);
  }
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

function counted(body: ReadableStream<Uint8Array>, maxBytes: number): ReadableStream<Uint8Array> {
  let size = 0;
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        size += chunk.byteLength;
        if (size > maxBytes) controller.error(new PayloadTooLarge({ maxBytes }));
        else controller.enqueue(chunk);
      },
    }),
  );
}

/**
 * Refuses bodies above the limit with `payload_too_large`: by their declared length at once, else while they are read.
 * Large limits are counted as the stream passes, so that an upload never sits in memory.
 */
export function limitBody(input: { rules: readonly BodyLimitRule[]; maxBytes: number }): MiddlewareHandler {
  return async (c, next) => {
    // These carry no body; merely asking for it costs 10 µs a request.
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    const request = c.req.raw;
    if (request.body === null) return next();
    const maxBytes = maxBytesFor(input.rules, input.maxBytes, c.req.method, c.req.path);
    const declared = request.headers.get('content-length');
    if (declared !== null && !request.headers.has('transfer-encoding')) {
      if (Number(declared) > maxBytes) throw new PayloadTooLarge({ maxBytes });
      return next();
    }
    if (maxBytes <= readAheadLimit) {
      c.req.raw = new Request(request, { body: await readAhead(request.body, maxBytes) });
    } else {
      c.req.raw = new Request(request, { body: counted(request.body, maxBytes), duplex: 'half' });
    }
    return next();
  };
}
