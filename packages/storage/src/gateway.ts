import { AtollError } from '@atoll/schemas/error';
import { type Problem, type ProblemCode, problemStatus } from '@atoll/schemas/problem';
import { type CID } from 'multiformats/cid';
import { type Storage } from './block-source.ts';
import { parseCid } from './digest.ts';
import { ContentUnavailable } from './errors.ts';
import { isDagScope, negotiate, type Wanted } from './gateway-request.ts';
import { type DagScope } from './walk-dag.ts';

export interface ServeGatewayOptions {
  /** Serve only what is kept here. False makes this an open proxy to every configured gateway. Default true. */
  readonly localOnly?: boolean;
}

/**
 * Answers one request as a trustless gateway (https://specs.ipfs.tech/http-gateways/trustless-gateway/): `GET` or `HEAD` of
 * `/ipfs/{cid}` as a raw block or a CAR, chosen by `?format=raw|car` or the `Accept` header; `dag-scope=all|entity|block`
 * for a CAR. Paths below the CID are not resolved: whoever verifies walks the blocks.
 *
 * Errors are Problem JSON: 400 (address, CID), 404 (not kept here), 405, 406 (no such format), 503 and 504 (retryable).
 * A fault in the middle of a CAR breaks the connection off, as the specification asks.
 *
 * @example
 * app.on(['GET', 'HEAD'], '/ipfs/*', (context) => serveGateway(storage, context.req.raw));
 */
export async function serveGateway(
  storage: Storage,
  request: Request,
  options: ServeGatewayOptions = {},
): Promise<Response> {
  const localOnly = options.localOnly ?? true;
  try {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return problem(405, 'malformed_request', `${request.method} is not served`, 'use GET or HEAD', {
        allow: 'GET, HEAD',
      });
    }
    const url = new URL(request.url);
    const [, text, path] = /^\/ipfs\/([^/]+)(\/.*)?$/.exec(url.pathname) ?? [];
    if (text === undefined || (path !== undefined && path !== '/')) {
      return problem(
        400,
        'malformed_request',
        `no content at ${url.pathname}`,
        'ask for /ipfs/{cid}, no path below',
      );
    }
    const parameter = (name: string) => url.searchParams.get(name) ?? undefined;
    const wanted = negotiate(url.searchParams.get('format'), request.headers.get('accept'), {
      version: parameter('car-version'),
      order: parameter('car-order'),
      dups: parameter('car-dups'),
    });
    if (wanted === undefined) {
      return problem(
        406,
        'unsupported_media_type',
        'no format that is served was asked for',
        'add ?format=raw or ?format=car, or Accept: application/vnd.ipld.raw or application/vnd.ipld.car; version=1; dups=n',
      );
    }
    const scope = url.searchParams.get('dag-scope') ?? 'all';
    if (!isDagScope(scope)) {
      return problem(400, 'malformed_request', `dag-scope ${scope} is unknown`, 'use all, entity or block');
    }
    if (wanted === 'raw' && text === probeCid) return probe(request, text);
    return await serve(storage, request, { cid: parseCid(text), text, wanted, scope, localOnly });
  } catch (error) {
    if (error instanceof AtollError) return refusal(error, localOnly);
    throw error;
  }
}

/**
 * The empty raw block as an identity CID: clients ask for it to learn whether this is a gateway at all.
 * @see https://specs.ipfs.tech/http-gateways/trustless-gateway/#dedicated-probe-paths
 */
const probeCid = 'bafkqaaa';

function probe(request: Request, text: string): Response {
  const headers = contentHeaders({ root: text, text, wanted: 'raw', scope: 'block' });
  if (isFresh(request.headers.get('if-none-match'), headers.get('etag'))) {
    return new Response(null, { status: 304, headers });
  }
  headers.set('content-length', '0');
  return new Response(null, { headers });
}

interface Asked {
  readonly cid: CID;
  /** The CID as the client wrote it. */
  readonly text: string;
  readonly wanted: Wanted;
  readonly scope: DagScope;
  readonly localOnly: boolean;
}

async function serve(storage: Storage, request: Request, asked: Asked): Promise<Response> {
  const headers = contentHeaders({ ...asked, root: asked.cid.toString() });
  if (isFresh(request.headers.get('if-none-match'), headers.get('etag'))) {
    return new Response(null, { status: 304, headers });
  }
  const { cid, localOnly } = asked;
  const reading = { localOnly, signal: request.signal };
  const headOnly = request.method === 'HEAD';
  if (asked.wanted === 'raw') {
    const bytes = await storage.getBlock(cid, reading);
    headers.set('content-length', String(bytes.byteLength));
    return new Response(headOnly ? null : new Uint8Array(bytes), { headers });
  }
  if (headOnly) {
    await storage.getBlock(cid, reading);
    return new Response(null, { headers });
  }
  const car = storage.exportCar(cid, { ...reading, scope: asked.scope })[Symbol.asyncIterator]();
  // the first part comes after the root was read, so a root that is not here is a 404 and no broken stream
  const first = await car.next();
  return new Response(streamOf(car, first), { headers });
}

function contentHeaders({
  root,
  text,
  wanted,
  scope,
}: Pick<Asked, 'text' | 'wanted' | 'scope'> & { readonly root: string }): Headers {
  const name = wanted === 'raw' ? `${text}.raw` : `${text}.car.v1.dfs.n.${scope}`;
  return new Headers({
    'cache-control': 'public, max-age=29030400, immutable',
    'content-disposition': `attachment; filename="${root}.${wanted === 'raw' ? 'bin' : 'car'}"`,
    'content-type':
      wanted === 'raw'
        ? 'application/vnd.ipld.raw'
        : 'application/vnd.ipld.car; version=1; order=dfs; dups=n',
    // blocks come in one order, so the bytes of a CAR are always the same and the tag is a strong one
    etag: `"${name}"`,
    vary: 'accept',
    'x-content-type-options': 'nosniff',
    'x-ipfs-path': `/ipfs/${text}`,
    'x-ipfs-roots': root,
    ...(wanted === 'car' ? { 'accept-ranges': 'none' } : {}),
  });
}

function isFresh(ifNoneMatch: string | null, etag: string | null): boolean {
  if (ifNoneMatch === null || etag === null) return false;
  return ifNoneMatch.split(',').some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim()));
}

/** Pulls a part when the client has taken the last one; stops reading when the client goes. */
function streamOf(
  parts: AsyncIterator<Uint8Array>,
  first: IteratorResult<Uint8Array>,
): ReadableStream<Uint8Array> {
  let next: Promise<IteratorResult<Uint8Array>> = Promise.resolve(first);
  return new ReadableStream(
    {
      async pull(controller) {
        const part = await next;
        if (part.done === true) {
          controller.close();
          return;
        }
        controller.enqueue(part.value);
        next = parts.next();
        // rethrown by the next pull; without this a fault between two pulls would end the process
        next.catch(() => undefined);
      },
      async cancel() {
        await parts.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/** What a gateway says of its own faults: bytes damaged here are no fault of the request. */
function refusal(error: AtollError, localOnly: boolean): Response {
  if (error instanceof ContentUnavailable && localOnly) {
    return problem(
      404,
      'not_found',
      'this gateway does not keep that block',
      'ask a gateway that has pinned the content',
    );
  }
  if (error instanceof ContentUnavailable) {
    // Nobody brought it in time; the same request may find it later.
    return problem(504, 'content_unavailable', error.message, error.hint);
  }
  switch (error.code) {
    case 'unsupported_cid':
      return problem(400, error.code, error.message, error.hint);
    case 'digest_mismatch':
      return problem(
        503,
        'storage_unavailable',
        'the block kept here is damaged and is not served',
        'try again after the operator has repaired it, or ask another gateway',
      );
    case 'storage_unavailable':
      // the message of a failing disk names paths of this machine: strangers get the code alone
      return problem(503, error.code, 'the block store does not answer', 'try again later');
    default:
      return problem(problemStatus(error.code), error.code, error.message, error.hint);
  }
}

function problem(
  status: number,
  code: ProblemCode,
  detail: string,
  hint: string,
  headers: Record<string, string> = {},
): Response {
  const body: Problem = {
    type: `urn:atoll:problem:${code}`,
    title: code.replaceAll('_', ' '),
    status,
    detail,
    code,
    hint,
    retryable: status >= 500,
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
  });
}
