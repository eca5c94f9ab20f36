import { signRequest } from '@atoll/chain/sign';
import type { Cid } from '@atoll/schemas/ids';
import { carType, PinnedRoots, type PinView } from '@atoll/schemas/marketplace-api';
import { formatSignedRequestHeader, signedRequestHeader, uncoveredBody } from '@atoll/schemas/signed-request';
import { bytesToHex } from 'viem';
import type { MarketContext } from './context.ts';
import { ServiceUnavailable } from './errors.ts';
import { problemOf, readJson } from './request.ts';
import { marketplacePaths } from './services.ts';

/** Seconds that the signature of an upload holds; it is checked when the upload begins. */
const signatureSeconds = 300;
/** Milliseconds that an upload may take. */
const uploadMs = 30 * 60_000;

/**
 * Pins a whole DAG at the marketplace, streamed as a CARv1. The signature covers the root, every block is checked against it, so the body
 * needs no signature of its own.
 *
 * @param input.whole collects the upload before it is sent: browsers stream no request over HTTP/1.1
 * @param input.car the bytes of a CARv1 with exactly this root, e.g. from `storage.exportCar(root)`
 * @throws ProblemReceived (`content_unavailable` when the CAR lacks a block, `payload_too_large`), ServiceUnavailable
 * @example await pinCar(ctx, { root: cid, car: storage.exportCar(CID.parse(cid)) });
 */
export async function pinCar(
  ctx: MarketContext,
  input: { root: Cid; car: AsyncIterable<Uint8Array>; signal?: AbortSignal; whole?: boolean },
): Promise<PinView> {
  const url = new URL(`${marketplacePaths.pins}?root=${input.root}`, ctx.marketplaceUrl);
  const message = {
    method: 'POST',
    origin: url.origin,
    path: url.pathname + url.search,
    bodyDigest: uncoveredBody,
    expires: BigInt(Math.floor(Date.now() / 1000) + signatureSeconds),
    nonce: bytesToHex(crypto.getRandomValues(new Uint8Array(16))),
  };
  const signature = await signRequest(ctx.account, message, ctx.chain.chainId);
  const { expires, nonce } = message;
  const patience = AbortSignal.timeout(uploadMs);
  let response: Response;
  try {
    response = await (ctx.fetch ?? fetch)(url.href, {
      method: 'POST',
      headers: {
        'content-type': carType,
        [signedRequestHeader]: formatSignedRequestHeader({
          address: ctx.account.address,
          expires,
          nonce,
          signature,
        }),
      },
      ...(input.whole === true
        ? { body: await collected(input.car) }
        : { body: streamOf(input.car), duplex: 'half' }),
      redirect: 'error',
      signal: input.signal === undefined ? patience : AbortSignal.any([input.signal, patience]),
    });
  } catch (cause) {
    input.signal?.throwIfAborted();
    throw new ServiceUnavailable({ url: url.href, reason: 'the upload broke off', cause });
  }
  if (!response.ok) throw await problemOf(response, url.href);
  const [pin] = (await readJson(response, PinnedRoots)).pins;
  if (pin?.cid === input.root) return pin;
  throw new ServiceUnavailable({
    url: url.href,
    reason: `it pinned ${pin?.cid ?? 'nothing'} instead of ${input.root}`,
  });
}

async function collected(parts: AsyncIterable<Uint8Array>): Promise<Blob> {
  const kept: Uint8Array<ArrayBuffer>[] = [];
  for await (const part of parts) kept.push(new Uint8Array(part));
  return new Blob(kept);
}

/** `ReadableStream.from`, which browsers lack. */
function streamOf(parts: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = parts[Symbol.asyncIterator]();
  return new ReadableStream({
    pull: async (controller) => {
      const next = await iterator.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: async () => {
      await iterator.return?.();
    },
  });
}
