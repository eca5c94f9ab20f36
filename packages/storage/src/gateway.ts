import { AtollError } from '@atoll/schemas/error';
import { type Problem, type ProblemCode, problemStatus } from '@atoll/schemas/problem';
import { CID } from 'multiformats/cid';
import type { Storage } from './block-source.ts';
import { type ByteRange, parseByteRange, resolveByteRange } from './byte-range.ts';
import { hexOf } from './bytes.ts';
import { carHeader } from './car-write.ts';
import { parseCid, RAW } from './digest.ts';
import { ContentUnavailable } from './errors.ts';
import { isDagScope, negotiate, type Wanted } from './gateway-request.ts';
import { decodeFile } from './read-file.ts';
import { namesOf, resolvePath } from './resolve-path.ts';
import { sha256 } from './verify-block.ts';
import { decodeNode, decodeUnixfs, type DagScope } from './walk-dag.ts';

export interface ServeGatewayOptions {
  /** Serve only what is kept here. False makes this an open proxy to every configured gateway. Default true. */
  readonly localOnly?: boolean;
  /** Blocks that are not served, wherever in a DAG they stand: whoever links to one does not open it. */
  readonly except?: (cid: CID) => Promise<boolean>;
}

/**
 * Answers one request as a trustless gateway (https://specs.ipfs.tech/http-gateways/trustless-gateway/): `GET` or `HEAD` of
 * `/ipfs/{cid}` as a raw block or a CAR, chosen by `?format=raw|car` or the `Accept` header. Of a CAR, `/ipfs/{cid}/{path}` brings the
 * blocks that lead to the end of the path and those below it that `dag-scope=all|entity|block` or `entity-bytes=from:to` names.
 *
 * Errors are Problem JSON: 400 (address, CID, a range outside of the file, no format named), 404 (not kept here, no such path), 405,
 * 406 (no such format), 412 (`only-if-cached`), 503 and 504 (retryable). A fault in the middle of a CAR breaks the connection off, as the
 * specification asks.
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
  const onlyCached = /(^|,)\s*only-if-cached\s*(,|$)/i.test(request.headers.get('cache-control') ?? '');
  try {
    const asked = readRequest(request, localOnly || onlyCached);
    if (asked instanceof Response) return asked;
    return asked.text === probeCid
      ? await probe(request, asked)
      : await serve(storage, request, asked, options);
  } catch (error) {
    if (onlyCached && error instanceof ContentUnavailable) {
      return problem(
        412,
        'not_found',
        'the block is not kept here',
        'leave only-if-cached out, or ask another gateway',
      );
    }
    if (error instanceof AtollError) return refusal(error, localOnly);
    throw error;
  }
}

/** What a request asks for, or the answer to one that asks for nothing that is served. */
function readRequest(request: Request, localOnly: boolean): Asked | Response {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return problem(405, 'malformed_request', `${request.method} is not served`, 'use GET or HEAD', {
      allow: 'GET, HEAD',
    });
  }
  const url = new URL(request.url);
  const [, text, path = ''] = /^\/ipfs\/([^/]+)(\/.*)?$/.exec(url.pathname) ?? [];
  if (text === undefined) {
    return problem(400, 'malformed_request', `no content at ${url.pathname}`, 'ask for /ipfs/{cid}');
  }
  const parameter = (name: string) => url.searchParams.get(name) ?? undefined;
  const format = url.searchParams.get('format');
  const accept = request.headers.get('accept');
  const wanted = negotiate(format, accept, {
    version: parameter('car-version'),
    order: parameter('car-order'),
    dups: parameter('car-dups'),
  });
  if (wanted === undefined) {
    const hint =
      'add ?format=raw or ?format=car, or Accept: application/vnd.ipld.raw or application/vnd.ipld.car; version=1; dups=n';
    return format === null && accept === null
      ? problem(400, 'malformed_request', 'no format was asked for', hint)
      : problem(406, 'unsupported_media_type', 'no format that is served was asked for', hint);
  }
  const names = namesOf(path);
  if (wanted === 'raw' && names.length > 0) {
    return problem(400, 'malformed_request', 'a raw block has no path', 'ask for its own CID, or for a CAR');
  }
  const scope = parameter('dag-scope') ?? 'all';
  if (!isDagScope(scope)) {
    return problem(400, 'malformed_request', `dag-scope ${scope} is unknown`, 'use all, entity or block');
  }
  const bytes = parameter('entity-bytes');
  const range = bytes === undefined ? undefined : parseByteRange(bytes);
  if (bytes !== undefined && range === undefined) {
    return problem(
      400,
      'malformed_request',
      'entity-bytes is no range',
      'use from:to, such as 0:* or -1024:*',
    );
  }
  url.searchParams.set('format', wanted);
  return {
    cid: text === probeCid ? CID.parse(probeCid) : parseCid(text),
    text,
    names,
    wanted,
    scope: range === undefined ? scope : 'entity',
    range,
    localOnly,
    location: format === null ? `${url.pathname}${url.search}` : undefined,
  };
}

/**
 * The empty raw block as an identity CID: clients ask for it to learn whether this is a gateway at all.
 * @see https://specs.ipfs.tech/http-gateways/trustless-gateway/#dedicated-probe-paths
 */
const probeCid = 'bafkqaaa';

async function probe(request: Request, asked: Asked): Promise<Response> {
  const headers = contentHeaders(asked, [asked.cid]);
  if (isFresh(request.headers.get('if-none-match'), headers.get('etag'))) {
    return new Response(null, { status: 304, headers });
  }
  // The block itself is left out of a CAR: it stands in its CID.
  const body = asked.wanted === 'raw' ? new Uint8Array() : carHeader(asked.cid);
  headers.set('content-length', String(body.byteLength));
  return Promise.resolve(new Response(request.method === 'HEAD' ? null : new Uint8Array(body), { headers }));
}

interface Asked {
  readonly cid: CID;
  /** The CID as the client wrote it. */
  readonly text: string;
  /** Names below it, decoded. */
  readonly names: readonly string[];
  readonly wanted: Wanted;
  readonly scope: DagScope;
  readonly range: ByteRange | undefined;
  readonly localOnly: boolean;
  /** The address that names the format, where the one that was asked at does not. */
  readonly location: string | undefined;
}

async function serve(
  storage: Storage,
  request: Request,
  asked: Asked,
  { except }: ServeGatewayOptions,
): Promise<Response> {
  const { cid, localOnly, names } = asked;
  if (isFresh(request.headers.get('if-none-match'), etagOf(asked))) {
    return new Response(null, { status: 304, headers: contentHeaders(asked, [cid]) });
  }
  const reading = { localOnly, except, signal: request.signal };
  const headOnly = request.method === 'HEAD';
  if (asked.wanted === 'raw') {
    const bytes = await storage.getBlock(cid, reading);
    const headers = contentHeaders(asked, [cid]);
    headers.set('content-length', String(bytes.byteLength));
    return new Response(headOnly ? null : new Uint8Array(bytes), { headers });
  }
  const read = (each: CID, signal: AbortSignal) => storage.getBlock(each, { localOnly, except, signal });
  const { way, end, roots } = await resolvePath(read, cid, names, request.signal);
  // Read before the first part is given out, so that what is not here is a 404 and no broken stream.
  const last = await storage.getBlock(end, reading);
  const meant = asked.range === undefined ? {} : rangeWithin(end, last, asked.range);
  if (meant === 'outside') {
    return problem(
      400,
      'malformed_request',
      'the file has none of these bytes',
      'ask with dag-scope=block for the size of the file',
    );
  }
  const headers = contentHeaders(asked, roots);
  if (headOnly) return new Response(null, { headers });
  const scope = asked.scope;
  const car = storage.exportCar(end, { ...reading, way, scope, ...meant })[Symbol.asyncIterator]();
  const first = await car.next();
  return new Response(streamOf(car, first), { headers });
}

/** What of a CAR a range of bytes means: of what is no file, the whole entity. @throws MalformedDag */
function rangeWithin(
  cid: CID,
  bytes: Uint8Array,
  range: ByteRange,
): 'outside' | { range?: { from: number; to: number }; scope?: DagScope } {
  if (!isFile(cid, bytes)) return {};
  const resolved = resolveByteRange(range, decodeFile(cid, bytes).size);
  if (resolved === 'outside') return resolved;
  return resolved === 'empty' ? { scope: 'block' } : { range: resolved };
}

function isFile(cid: CID, bytes: Uint8Array): boolean {
  if (cid.code === RAW) return true;
  const { type } = decodeUnixfs(cid, decodeNode(cid, bytes));
  return type === 'file' || type === 'raw';
}

/** Of the same address always the same, since blocks come in one order: a strong tag. It names the path, the scope and the range. */
function etagOf({ text, names, wanted, scope, range }: Asked): string {
  if (wanted === 'raw') return `"${text}.raw"`;
  const path = names.length === 0 ? '' : `.${hexOf(sha256(encodeText(JSON.stringify(names)))).slice(0, 16)}`;
  const bytes = range === undefined ? '' : `.${range.from}-${range.to}`;
  return `"${text}${path}.car.v1.dfs.n.${scope}${bytes}"`;
}

const encodeText = (text: string): Uint8Array => new TextEncoder().encode(text);

/** @param roots the CID and what each name of the path leads to, as far as they are known */
function contentHeaders(asked: Asked, roots: readonly CID[]): Headers {
  const { cid, text, names, wanted, location } = asked;
  const path = names.map((name) => `/${encodeURIComponent(name)}`).join('');
  return new Headers({
    'cache-control': 'public, max-age=29030400, immutable',
    'content-disposition': `attachment; filename="${cid.toString()}.${wanted === 'raw' ? 'bin' : 'car'}"`,
    'content-type':
      wanted === 'raw'
        ? 'application/vnd.ipld.raw'
        : 'application/vnd.ipld.car; version=1; order=dfs; dups=n',
    etag: etagOf(asked),
    vary: 'accept',
    'x-content-type-options': 'nosniff',
    'x-ipfs-path': `/ipfs/${text}${path}`,
    ...(roots.length === names.length + 1 ? { 'x-ipfs-roots': roots.map(String).join(',') } : {}),
    ...(wanted === 'car' ? { 'accept-ranges': 'none' } : {}),
    ...(location === undefined ? {} : { 'content-location': location }),
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
