import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { signRequest } from '@atoll/chain/sign';
import {
  formatSignedRequestHeader,
  signedRequestHeader,
  type SignedRequestMessage,
} from '@atoll/schemas/signed-request';
import { unixSeconds } from '@atoll/server-kit/clock';
import { type CID } from 'multiformats/cid';
import { type Context } from '../context.ts';

const tries = 3;
const timeoutMs = 10_000;
/** Above this a result is not sent to the second place in one piece. */
const maxCarBytes = 256 << 20;

/**
 * Sends an encrypted result to the marketplace's pinning service, so that it outlives this machine. A second place that does
 * not answer costs nobody the result: after some tries the job goes on with a note.
 *
 * @returns what to note, or undefined where all went well or no second place is configured
 */
export async function pinElsewhere(ctx: Context, root: CID): Promise<string | undefined> {
  const base = ctx.settings.marketplaceUrl;
  if (base === undefined) return undefined;
  const car = await carOf(ctx, root);
  if (car === undefined) return 'the result is too large for the second place';
  let reason = '';
  for (let attempt = 1; attempt <= tries; attempt++) {
    try {
      const answer = await fetch(`${base}/pins`, {
        method: 'POST',
        headers: {
          'content-type': 'application/vnd.ipld.car',
          [signedRequestHeader]: await signedHeader(ctx, base, car),
        },
        body: car,
        signal: AbortSignal.timeout(timeoutMs),
      });
      await answer.body?.cancel();
      if (answer.ok) return undefined;
      reason = `it answered ${answer.status}`;
      if (answer.status < 500 && answer.status !== 429) break;
    } catch (error) {
      // Every way in which a request can fail means the same here: this place does not have the result yet.
      reason = error instanceof Error ? error.message : 'it does not answer';
    }
    ctx.logger.warn({ attempt, reason }, 'the second place did not take a result');
    if (attempt < tries) await pause(200 * 2 ** attempt);
  }
  return `the second place did not take the result: ${reason}`;
}

async function carOf(ctx: Context, root: CID): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of ctx.storage.exportCar(root, { localOnly: true })) {
    size += chunk.byteLength;
    if (size > maxCarBytes) return undefined;
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

async function signedHeader(ctx: Context, base: string, body: Uint8Array): Promise<string> {
  const url = new URL(`${base}/pins`);
  const message: SignedRequestMessage = {
    method: 'POST',
    origin: url.origin,
    path: url.pathname,
    bodyDigest: `0x${createHash('sha256').update(body).digest('hex')}`,
    expires: unixSeconds(ctx.clock) + 120n,
    nonce: `0x${randomBytes(16).toString('hex')}`,
  };
  const { address } = ctx.operator;
  const signature = await signRequest(ctx.operator, message, ctx.chain.chainId);
  return formatSignedRequestHeader({
    address: lower(address),
    expires: message.expires,
    nonce: message.nonce,
    signature,
  });
}

/** An address, in the lower case of the wire. */
const lower = (address: `0x${string}`): `0x${string}` => `0x${address.slice(2).toLowerCase()}`;
