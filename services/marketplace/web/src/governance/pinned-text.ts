import type { Bytes32 } from '@atoll/schemas/ids';
import type { MarketContext } from '@atoll/sdk/context';
import { rawCidOf, sha256 } from '@atoll/sdk/digest';
import { pinDocument } from '@atoll/sdk/pin-document';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { useQuery } from '@tanstack/react-query';

/** Bytes of a text that are read; what is longer is no description. */
const mostBytes = 64 * 1024;

/** Pins a text at the marketplace and gives the digest by which the chain names it. */
export async function pinText(market: MarketContext, text: string): Promise<Bytes32> {
  return (await pinDocument(market, new TextEncoder().encode(text))).digest;
}

/** A text by its digest, from the marketplace's gateway; undefined where it is kept nowhere, or is none. */
async function readText(
  marketplaceUrl: string,
  digest: Bytes32,
  signal: AbortSignal,
): Promise<string | null> {
  const response = await fetch(`${marketplaceUrl}/ipfs/${rawCidOf(digest)}?format=raw`, {
    headers: { accept: 'application/vnd.ipld.raw' },
    redirect: 'error',
    signal,
  });
  if (!response.ok) return null;
  const bytes = new Uint8Array(await response.arrayBuffer());
  // What the gateway gives is checked against what the chain names.
  if (bytes.byteLength > mostBytes || (await sha256(bytes)) !== digest) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    // Bytes that are no text are named by their digest alone.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** A text that somebody pinned, by the digest that the chain holds. */
export function usePinnedText(digest: Bytes32) {
  const { marketplaceUrl } = useWebConfig();
  return useQuery({
    queryKey: ['pinned-text', digest],
    queryFn: ({ signal }) => readText(marketplaceUrl, digest, signal),
    staleTime: (query) => (typeof query.state.data === 'string' ? Infinity : 5000),
  });
}
