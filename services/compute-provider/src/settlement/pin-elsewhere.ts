import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { signRequest } from '@atoll/chain/sign';
import {
  formatSignedRequestHeader,
  signedRequestHeader,
  type SignedRequestMessage,
  uncoveredBody,
} from '@atoll/schemas/signed-request';
import { unixSeconds } from '@atoll/server-kit/clock';
import { type CID } from 'multiformats/cid';
import { type Context } from '../context.ts';

const tries = 3;
/** For small results; a large one gets a minute for each 64 MiB on top. */
const timeoutMs = 10_000;

/**
 * Sends an encrypted result to the marketplace's pinning service, so that it outlives this machine. A second place that does
 * not answer costs nobody the result: after some tries the job goes on with a note.
 *
 * @returns what to note, or undefined where all went well or no second place is configured
 */
export async function pinElsewhere(
  ctx: Context,
  result: { cid: CID; size: number },
): Promise<string | undefined> {
  const base = ctx.settings.marketplaceUrl;
  if (base === undefined) return undefined;
  let reason = '';
  for (let attempt = 1; attempt <= tries; attempt++) {
    try {
      const { ok, status } = await send(ctx, new URL(`${base}/pins?root=${result.cid.toString()}`), result);
      if (ok) return undefined;
      reason = `it answered ${status}`;
      if (status < 500 && status !== 429) break;
    } catch (error) {
      // Every way in which a request can fail means the same here: this place does not have the result yet.
      reason = error instanceof Error ? error.message : 'it does not answer';
    }
    ctx.logger.warn({ attempt, reason }, 'the second place did not take a result');
    if (attempt < tries) await pause(200 * 2 ** attempt);
  }
  return `the second place did not take the result: ${reason}`;
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
      [signedRequestHeader]: await signedHeader(ctx, url),
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
async function signedHeader(ctx: Context, url: URL): Promise<string> {
  const message: SignedRequestMessage = {
    method: 'POST',
    origin: url.origin,
    path: url.pathname + url.search,
    bodyDigest: uncoveredBody,
    expires: unixSeconds(ctx.clock) + 300n,
    nonce: `0x${randomBytes(16).toString('hex')}`,
  };
  const signature = await signRequest(ctx.operator, message, ctx.chain.chainId);
  const { expires, nonce } = message;
  return formatSignedRequestHeader({ address: ctx.outbox.sender, expires, nonce, signature });
}
