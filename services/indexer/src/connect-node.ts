import type { Chain } from '@atoll/chain/chain';
import { connectChain } from '@atoll/chain/connect';
import { ChainUnavailable } from '@atoll/chain/errors';
import type { ServiceParameters } from './service.ts';

/**
 * Connects through the first endpoint that answers.
 *
 * @throws ChainUnavailable, ChainMismatch
 */
export async function connectNode(chain: ServiceParameters['chains'][number]): Promise<Chain> {
  const urls = chain.endpoints.map(({ url }) => url).filter((url) => url.startsWith('http'));
  let failure: unknown;
  for (const rpcUrl of urls) {
    try {
      return await connectChain({
        rpcUrl,
        addressBook: chain.addressBook,
        pollingInterval: chain.pollingInterval,
        confirmations: chain.finality,
      });
    } catch (error) {
      // The next one may answer; what is wrong with the deployment is wrong at every endpoint.
      if (!(error instanceof ChainUnavailable)) throw error;
      failure = error;
    }
  }
  throw failure;
}
