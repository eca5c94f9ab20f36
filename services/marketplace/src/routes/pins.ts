import { Cid } from '@atoll/schemas/ids';
import { pageOf } from '@atoll/schemas/indexer-api';
import {
  carType,
  maxCarRoots,
  PinnedRoots,
  PinQuery,
  PinView,
  rawBlockType,
} from '@atoll/schemas/marketplace-api';
import type { App, AppEnv } from '@atoll/server-kit/app';
import { limitBody } from '@atoll/server-kit/body-limit';
import { malformedRequest, problemResponses } from '@atoll/server-kit/problem';
import type { signedRequest } from '@atoll/server-kit/signed-request';
import { createRoute, z } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import type { MarketplaceContext } from '../context.ts';
import { UnsupportedUpload } from '../pinning/errors.ts';
import { hostedPin, withHosting } from '../pinning/hosting/hosted-pins.ts';
import { listPins } from '../pinning/list-pins.ts';
import { pinBlock } from '../pinning/pin-block.ts';
import { pinCar } from '../pinning/pin-car.ts';
import { readPin } from '../pinning/read-pin.ts';
import { removePin } from '../pinning/remove-pin.ts';
import { uploadSource } from '../pinning/upload-source.ts';

/** An upload that brings nothing for this long is given up. */
const stallMs = 30_000;
const maxBlockBytes = 1024 * 1024;

const Roots = z.array(Cid).max(maxCarRoots);
const cidParams = z.object({ cid: Cid });
const binary = z.string().openapi({ type: 'string', format: 'binary' });
const signedWith = 'Signed by a wallet: header Atoll-Signature.';

function uploadType(c: Context): typeof rawBlockType | typeof carType {
  const found = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (found === rawBlockType || found === carType) return found;
  throw new UnsupportedUpload(found);
}

function addRoute(handlers: MiddlewareHandler<AppEnv>[]) {
  return createRoute({
    method: 'post',
    path: '/pins',
    summary: 'Keep a block, or the DAGs of a CAR',
    description: `${signedWith} One raw block of at most 1 MiB as ${rawBlockType}, the signature covering its bytes; or a CARv1 as ${carType}, its roots named in the query that the signature covers and its body signed as uncovered. The same content again answers the same pin. A CAR that lacks a block is refused and leaves nothing behind.`,
    middleware: handlers,
    request: {
      query: z.object({
        root: z
          .union([Cid, Roots])
          .optional()
          .openapi({ description: 'for a CAR: each of its roots, as root=bafy…&root=bafy…' }),
      }),
      body: {
        required: true,
        content: { [rawBlockType]: { schema: binary }, [carType]: { schema: binary } },
      },
    },
    responses: {
      200: {
        description: 'the pin of a block, or the pins of a CAR',
        content: { 'application/json': { schema: z.union([PinView, PinnedRoots]) } },
      },
      ...problemResponses(
        'malformed_request',
        'invalid_signature',
        'signature_expired',
        'conflict',
        'payload_too_large',
        'unsupported_media_type',
        'unsupported_cid',
        'digest_mismatch',
        'too_many_requests',
        'content_unavailable',
        'storage_unavailable',
      ),
    },
  });
}

const list = createRoute({
  method: 'get',
  path: '/pins',
  summary: 'Pins, newest first',
  request: { query: PinQuery },
  responses: {
    200: { description: 'a page', content: { 'application/json': { schema: pageOf(PinView) } } },
    ...problemResponses('malformed_request'),
  },
});

const read = createRoute({
  method: 'get',
  path: '/pins/{cid}',
  summary: 'One pin; the first one where several accounts keep the content',
  request: { params: cidParams },
  responses: {
    200: { description: 'the pin', content: { 'application/json': { schema: PinView } } },
    ...problemResponses('malformed_request', 'not_found'),
  },
});

function removeRoute(handlers: MiddlewareHandler<AppEnv>[]) {
  return createRoute({
    method: 'delete',
    path: '/pins/{cid}',
    summary: 'Delete a pin of the account that signs',
    description: `${signedWith} The content stays while another account keeps it.`,
    middleware: handlers,
    request: { params: cidParams },
    responses: {
      204: { description: 'deleted' },
      ...problemResponses(
        'malformed_request',
        'invalid_signature',
        'signature_expired',
        'not_allowed',
        'not_found',
        'too_many_requests',
      ),
    },
  });
}

/** Who signs an upload: over its bytes, or for a CAR over the roots in the query. */
function signedUpload(signed: ReturnType<typeof signedRequest>): MiddlewareHandler<AppEnv> {
  const overBytes = signed();
  const overRoots = signed({ uncoveredBody: true });
  return (c, next) => (uploadType(c) === carType ? overRoots(c, next) : overBytes(c, next));
}

/** A block is read whole before its signature can be checked, so a large one is cut off first. */
function blockLimit(): MiddlewareHandler<AppEnv> {
  const limit = limitBody({ rules: [], maxBytes: maxBlockBytes });
  return (c, next) => (uploadType(c) === rawBlockType ? limit(c, next) : next());
}

function rootsOf(c: Context): z.infer<typeof Roots> {
  const roots = Roots.safeParse(c.req.queries('root') ?? []);
  if (!roots.success) throw malformedRequest('query.root', roots.error);
  return roots.data;
}

/** Pins: who keeps what here. */
export function addPins(
  app: App,
  ctx: MarketplaceContext,
  input: { signed: ReturnType<typeof signedRequest>; limitRate: MiddlewareHandler<AppEnv> },
): void {
  const { signed, limitRate } = input;
  app.openapi(addRoute([limitRate, blockLimit(), signedUpload(signed)]), async (c) => {
    const account = c.get('signer');
    if (uploadType(c) === rawBlockType) {
      const pin = await pinBlock(ctx, { account, bytes: new Uint8Array(await c.req.arrayBuffer()) });
      ctx.hosted?.wake();
      return c.json(await hostedPin(ctx, pin), 200);
    }
    const source = uploadSource(c.req.raw.body, stallMs);
    const pins = await pinCar(ctx, { account, roots: rootsOf(c), source });
    ctx.hosted?.wake();
    return c.json({ pins: await withHosting(ctx, pins) }, 200);
  });
  app.openapi(list, async (c) => {
    const page = await listPins(ctx, c.req.valid('query'));
    return c.json({ ...page, items: await withHosting(ctx, page.items) }, 200);
  });
  app.openapi(read, async (c) =>
    c.json(await hostedPin(ctx, await readPin(ctx, c.req.valid('param').cid)), 200),
  );
  app.openapi(removeRoute([limitRate, signed()]), async (c) => {
    await removePin(ctx, { cid: c.req.valid('param').cid, account: c.get('signer') });
    ctx.hosted?.wake();
    return c.body(null, 204);
  });
}
