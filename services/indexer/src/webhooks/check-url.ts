import { AtollError } from '@atoll/schemas/error';
import type { AllowedHost } from '@atoll/server-kit/safe-fetch/allowed-hosts';
import type { Reach } from '@atoll/server-kit/safe-fetch/ask';
import { resolveDestination } from '@atoll/server-kit/safe-fetch/resolve-destination';
import { WebhookUrlRefused } from './errors.ts';

/** Where webhooks may go. */
export interface WebhookReach extends Reach {
  /** Hosts of private networks that may be reached, also over http. */
  readonly allowed: readonly AllowedHost[];
}

/**
 * Whether a destination may be reached over http: only where the list of private hosts names it.
 */
function isPlainAllowed(url: URL, allowed: readonly AllowedHost[]): boolean {
  const hostname = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port === '' ? 80 : Number(url.port);
  return allowed.some(
    (entry) =>
      (entry.port === undefined || entry.port === port) &&
      (entry.kind === 'name'
        ? entry.name === hostname
        : entry.range[0].toString() === hostname && entry.range[1] === (hostname.includes(':') ? 128 : 32)),
  );
}

/**
 * Checks how a webhook is to go: by https, or by http to a host that the operator listed.
 *
 * @throws WebhookUrlRefused
 */
export function checkProtocol(url: URL, { allowed }: WebhookReach): void {
  if (url.protocol !== 'https:' && !isPlainAllowed(url, allowed))
    throw new WebhookUrlRefused('it is not https');
}

/**
 * Checks where a webhook is to go: its protocol, and a name that resolves to addresses of the public network alone. Whoever sends checks both
 * again before each attempt, for names can be moved.
 *
 * @throws WebhookUrlRefused
 */
export async function checkUrl(text: string, reach: WebhookReach): Promise<void> {
  const url = new URL(text);
  checkProtocol(url, reach);
  try {
    await resolveDestination(url, { ...reach, timeoutMs: 5000 });
  } catch (cause) {
    throw new WebhookUrlRefused(
      cause instanceof AtollError ? String(cause.data['reason']) : 'it cannot be reached',
      cause,
    );
  }
}
