import { joinBytes } from './bytes.ts';
import type { RemoteBlocks } from './block-source.ts';
import { fetchSafely, reasonOf } from './fetch-safely.ts';
import { MAX_BLOCK_BYTES } from './sizes.ts';

/** The part of the global `fetch` that is used, so that tests and proxies can stand in. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * A trustless gateway (https://specs.ipfs.tech/http-gateways/trustless-gateway/) as a source of raw blocks.
 * Redirects are refused: a gateway may answer with bytes, not send this machine elsewhere.
 *
 * @param url - base, e.g. `https://trustless-gateway.link`; `/ipfs/{cid}` is appended
 */
export function gatewayBlocks(
  url: string,
  options: { fetch?: Fetch; timeoutMs?: number } = {},
): RemoteBlocks {
  const base = url.replace(/\/+$/, '');
  const request = options.fetch ?? ((target: string, init: RequestInit) => fetch(target, init));
  return {
    origin: { from: 'gateway', url: base },
    async fetchBlock(cid, signal) {
      signal?.throwIfAborted();
      const timeout = AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
      try {
        const response = await fetchSafely(request, `${base}/ipfs/${cid.toString()}?format=raw`, {
          headers: { accept: 'application/vnd.ipld.raw' },
          redirect: 'error',
          signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
        });
        return await readBody(response);
      } catch (cause) {
        signal?.throwIfAborted();
        return { reason: reasonOf(cause) };
      }
    },
  };
}

async function readBody(response: Response): Promise<{ bytes: Uint8Array } | { reason: string }> {
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    return { reason: `HTTP ${response.status}` };
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body) {
    size += part.byteLength;
    // leaving the loop cancels the body: a gateway cannot make us hold more than one block
    if (size > MAX_BLOCK_BYTES) return { reason: `the answer has more than ${MAX_BLOCK_BYTES} bytes` };
    parts.push(part);
  }
  return { bytes: joinBytes(parts) };
}
