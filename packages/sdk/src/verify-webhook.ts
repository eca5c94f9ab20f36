import { AtollError } from '@atoll/schemas/error';
import { mostSignatures, WebhookPayload } from '@atoll/schemas/webhook';

/** A delivery that was not signed with the secret, or not just now. */
export class WebhookRefused extends AtollError {
  constructor(reason: string, code: 'invalid_signature' | 'signature_expired' = 'invalid_signature') {
    super({
      code,
      message: `the delivery is refused: ${reason}`,
      hint: 'verify the body as the bytes that came, with the secret of this webhook',
    });
  }
}

export interface VerifyWebhookParameters {
  /** `whsec_…`, as it was shown when the webhook was made. */
  secret: string;
  /** The body exactly as it came, before anything parsed it. */
  body: string | Uint8Array;
  /** The header `Atoll-Signature`. */
  signature: string | null | undefined;
  /** Seconds that the signature's time may differ from now, 300 unless given. */
  tolerance?: number;
  now?: Date;
}

const form = new RegExp(`^t=([0-9]{1,12})((?:,v1=[0-9a-f]{64}){1,${mostSignatures}})$`);

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) =>
    Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16),
  );
}

/**
 * Proves that a webhook's delivery comes from the indexer that holds the secret, unchanged and just now, and reads it. The signature is
 * HMAC-SHA256 over `<t>.<body>`; it is compared in constant time by the platform's own cryptography. A delivery may come more than once:
 * keep the ids (`delivery`) that you have handled.
 *
 * @throws WebhookRefused `invalid_signature`, or `signature_expired` for one that is older or newer than the tolerance
 * @example
 * const { delivery, change } = await verifyWebhook({
 *   secret: process.env.WEBHOOK_SECRET,
 *   body: await request.text(),
 *   signature: request.headers.get('atoll-signature'),
 * });
 * if (change.kind === 'job') await refresh(change.jobId);
 */
export async function verifyWebhook(parameters: VerifyWebhookParameters): Promise<WebhookPayload> {
  const { secret, tolerance = 300, now = new Date() } = parameters;
  const [, time = '', signatures = ''] = form.exec(parameters.signature ?? '') ?? [];
  if (time === '') throw new WebhookRefused('it has no signature of the right form');
  const encoder = new TextEncoder();
  const body = typeof parameters.body === 'string' ? encoder.encode(parameters.body) : parameters.body;
  const head = encoder.encode(`${time}.`);
  const signed = new Uint8Array(head.length + body.length);
  signed.set(head);
  signed.set(body, head.length);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['verify']);
  const checks = await Promise.all(
    [...signatures.matchAll(/v1=([0-9a-f]{64})/g)].map(([, hex = '']) =>
      crypto.subtle.verify('HMAC', key, bytesOf(hex), signed),
    ),
  );
  if (!checks.includes(true)) throw new WebhookRefused('its signature is not of this secret');
  // Said of a signature that is right alone: a forger learns nothing.
  if (Math.abs(now.getTime() / 1000 - Number(time)) > tolerance) {
    throw new WebhookRefused(`it was signed more than ${tolerance} seconds from now`, 'signature_expired');
  }
  const payload = WebhookPayload.safeParse(JSON.parse(new TextDecoder().decode(body)));
  if (!payload.success) throw new WebhookRefused('its body is not what this version knows');
  return payload.data;
}
