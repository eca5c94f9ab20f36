import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { signRequest } from '@atoll/chain/sign';
import { AtollError } from '@atoll/schemas/error';
import {
  formatSignedRequestHeader,
  signedRequestHeader,
  type SignedRequestMessage,
  uncoveredBody,
} from '@atoll/schemas/signed-request';
import { unixSeconds } from '@atoll/server-kit/clock';
import type { LocalBlocks } from '@atoll/storage/block-source';
import { gatewayBlocks } from '@atoll/storage/gateway-client';
import { createStorage } from '@atoll/storage/storage';
import type { CID } from 'multiformats/cid';
import type { Context } from '../context.ts';

const tries = 3;
/** For small results; a large one gets a minute for each 64 MiB on top. */
const timeoutMs = 10_000;

/**
 * Sends an encrypted result to the marketplace's pinning service, so that it outlives this machine, and reads it back from there. A second place that does
 * not answer costs nobody the result: after some tries the job goes on with a note.
 *
 * @returns what to note, or undefined where all went well or no second place is configured
 */
export async function pinElsewhere(
  ctx: Context,
  result: { cid: CID; size: number; digest?: Uint8Array },
): Promise<string | undefined> {
  const base = ctx.settings.marketplaceUrl;
  if (base === undefined) return undefined;
  let reason = '';
  for (let attempt = 1; attempt <= tries; attempt++) {
    try {
      const { ok, status } = await send(ctx, new URL(`${base}/pins?root=${result.cid.toString()}`), result);
      if (ok && (await readsBack(base, result))) return undefined;
      reason = ok ? 'it reads back as something else' : `it answered ${status}`;
      if (!ok && status < 500 && status !== 429) break;
    } catch (error) {
      // Every way in which a request can fail means the same here: this place does not have the result yet.
      reason = error instanceof Error ? error.message : 'it does not answer';
    }
    ctx.logger.warn({ attempt, reason }, 'the second place did not take a result');
    if (attempt < tries) await pause(200 * 2 ** attempt);
  }
  return `the second place did not take the result: ${reason}`;
}

/**
 * Every block is verified against the CID on the way; the digest of a file shows that all of them came, in order. Of what has none, a
 * folder, every block below its root is asked for.
 */
async function readsBack(base: string, { cid, digest }: { cid: CID; digest?: Uint8Array }): Promise<boolean> {
  const there = createStorage({ local: forgetful, remotes: [gatewayBlocks(base)] });
  if (digest === undefined) {
    await there.pin(cid);
    return true;
  }
  const hash = createHash('sha256');
  for await (const chunk of there.getFile(cid)) hash.update(chunk);
  return Buffer.compare(hash.digest(), digest) === 0;
}

/** Keeps nothing, so that memory does not grow with what is read and nothing is answered from here. */
const forgetful: LocalBlocks = {
  origin: { from: 'caller' },
  read: () => Promise.resolve(undefined),
  write: () => Promise.resolve(),
  has: () => Promise.resolve(false),
  addPin: () => Promise.resolve(),
  removePin: () => Promise.resolve(),
  listPins: async function* () {
    // Nothing is pinned where nothing is kept.
  },
  close: () => Promise.resolve(),
};

/**
 * Deletes the pin of a result that is kept no longer in the second place as well. That there is none is no error.
 * @throws AtollError `upstream_unavailable` (retryable)
 */
export async function unpinElsewhere(ctx: Context, cid: string): Promise<void> {
  const base = ctx.settings.marketplaceUrl;
  if (base === undefined) return;
  const url = new URL(`${base}/pins/${cid}`);
  const emptyBody = createHash('sha256').digest('hex');
  const headers = { [signedRequestHeader]: await signedHeader(ctx, url, 'DELETE', `0x${emptyBody}`) };
  let status: number;
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(url, { method: 'DELETE', headers, redirect: 'error', signal });
    await answer.body?.cancel();
    status = answer.status;
  } catch (cause) {
    throw new PinStays(cid, 'it does not answer', cause);
  }
  // Pinned by nobody, or by another account alone.
  if (status >= 300 && status !== 404 && status !== 403) throw new PinStays(cid, `it answered ${status}`);
}

class PinStays extends AtollError {
  constructor(cid: string, reason: string, cause?: unknown) {
    super({
      code: 'upstream_unavailable',
      message: `the second place still keeps ${cid}: ${reason}`,
      hint: 'it is asked again later; check MARKETPLACE_URL',
      retryable: true,
      cause,
    });
  }
}

async function send(
  ctx: Context,
  url: URL,
  { cid, size }: { cid: CID; size: number },
): Promise<{ ok: boolean; status: number }> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/vnd.ipld.car',
      [signedRequestHeader]: await signedHeader(ctx, url, 'POST', uncoveredBody),
    },
    body: ReadableStream.from(ctx.storage.exportCar(cid, { localOnly: true })),
    duplex: 'half',
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs + Math.ceil(size / 2 ** 26) * 60_000 * Number(size > 2 ** 24)),
  });
  await answer.body?.cancel();
  return answer;
}

/** The signature covers the root in the query; the CAR verifies itself against it. */
async function signedHeader(
  ctx: Context,
  url: URL,
  method: string,
  bodyDigest: SignedRequestMessage['bodyDigest'],
): Promise<string> {
  const message: SignedRequestMessage = {
    method,
    origin: url.origin,
    path: url.pathname + url.search,
    bodyDigest,
    expires: unixSeconds(ctx.clock) + 300n,
    nonce: `0x${randomBytes(16).toString('hex')}`,
  };
  const signature = await signRequest(ctx.operator, message, ctx.chain.chainId);
  const { expires, nonce } = message;
  return formatSignedRequestHeader({ address: ctx.outbox.sender, expires, nonce, signature });
}
