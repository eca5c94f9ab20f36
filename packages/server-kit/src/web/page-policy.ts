/** Headers of pages and of what they are made of. */
export type PagePolicy = Readonly<Record<string, string>>;

export interface PagePolicyParameters {
  /**
   * Where scripts of the page may connect beside the page's own origin: URLs, of which the origin counts, or whole schemes (`https:`) where
   * the hosts are not known beforehand, as providers that are found on chain, or a host with any port (`http://127.0.0.1:*`).
   */
  readonly connect: readonly string[];
  /** The origin that the pages are served at. */
  readonly origin: string;
}

/** A host with whichever port, as services of one machine have it. */
const anyPort = /^(https?|wss?):\/\/[a-z0-9.-]+:\*$/;
const schemes = new Set(['http:', 'https:', 'ws:', 'wss:']);

/** One source of a policy, from a URL; nothing of the URL but its origin gets into the header. */
function sourceOf(text: string): string {
  if (schemes.has(text) || anyPort.test(text)) return text;
  const url = new URL(text);
  if (!schemes.has(url.protocol) || !/^[a-z0-9.:[\]-]+$/.test(url.host))
    throw new TypeError(`${text} cannot be connected to from a page`);
  return `${url.protocol}//${url.host}`;
}

/** What pages of a marketplace have no use for; passkeys and writing to the clipboard stay with the page itself. */
const permissions = [
  ...[
    'accelerometer',
    'autoplay',
    'camera',
    'display-capture',
    'geolocation',
    'gyroscope',
    'magnetometer',
    'microphone',
    'midi',
    'payment',
    'usb',
    'xr-spatial-tracking',
  ].map((name) => `${name}=()`),
  'clipboard-write=(self)',
  'publickey-credentials-create=(self)',
  'publickey-credentials-get=(self)',
].join(', ');

const hstsSeconds = 31_536_000;

/**
 * The headers of a web app that is made of its own files alone: no inline script or style, no frame around it, nothing loaded from elsewhere;
 * text never becomes script (`require-trusted-types-for`). Browsers that arrive by https stay with it.
 *
 * @see https://www.w3.org/TR/CSP3/
 * @example
 * pagePolicy({ origin: 'https://market.example', connect: [config.rpcUrl, config.indexerUrl, 'https:'] });
 */
export function pagePolicy({ connect, origin }: PagePolicyParameters): PagePolicy {
  const sources = new Set(["'self'", ...connect.map(sourceOf)]);
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src ${[...sources].join(' ')}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
  return {
    'content-security-policy': policy,
    'permissions-policy': permissions,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    ...(origin.startsWith('https:') ? { 'strict-transport-security': `max-age=${hstsSeconds}` } : {}),
  };
}
