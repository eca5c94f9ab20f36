import type { AddressBook } from '@atoll/contracts/address-book';
import { AtollError } from '@atoll/schemas/error';

/** An endpoint as the environment names it. */
export interface NamedEndpoint {
  /** The chain that it serves; undefined where there is only one. */
  readonly chainId: number | undefined;
  readonly url: string;
}

/** A deployment and where its chain is read, the primary first. */
export interface ConfiguredChain {
  readonly addressBook: AddressBook;
  readonly endpoints: readonly { readonly url: string }[];
}

/** Deployments and endpoints that do not belong together. */
export class ChainsInvalid extends AtollError {
  constructor(message: string, hint: string) {
    super({ code: 'configuration_invalid', message, hint });
  }
}

const protocols = new Set(['http:', 'https:', 'ws:', 'wss:']);

/**
 * Parses one endpoint: `http://127.0.0.1:8545`, or `31337=http://127.0.0.1:8545`.
 * @returns undefined where it is none
 */
export function parseEndpoint(text: string): NamedEndpoint | undefined {
  const [, chain, url = ''] = /^(?:([1-9][0-9]{0,15})=)?(.*)$/.exec(text) ?? [];
  if (!URL.canParse(url) || !protocols.has(new URL(url).protocol)) return undefined;
  return { chainId: chain === undefined ? undefined : Number(chain), url };
}

/**
 * Gives each deployment its endpoints.
 *
 * @throws ChainsInvalid where a chain is named twice or has no endpoint that speaks HTTP, or an endpoint no chain
 */
export function chainsOf(
  books: readonly AddressBook[],
  endpoints: readonly NamedEndpoint[],
): ConfiguredChain[] {
  const ids = books.map(({ chainId }) => chainId);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new ChainsInvalid(`DEPLOYMENT names chain ${twice} twice`, 'name one deployment for each chain');
  }
  const unnamed = endpoints.find(({ chainId }) => chainId === undefined);
  if (books.length > 1 && unnamed !== undefined) {
    throw new ChainsInvalid(
      `RPC_URL does not say which chain ${new URL(unnamed.url).host} serves`,
      `DEPLOYMENT names chains ${ids.join(', ')}: write <chainId>= before each URL`,
    );
  }
  const foreign = endpoints.find(({ chainId }) => chainId !== undefined && !ids.includes(chainId));
  if (foreign !== undefined) {
    throw new ChainsInvalid(
      `RPC_URL has an endpoint of chain ${foreign.chainId}, and DEPLOYMENT names ${ids.join(', ')}`,
      'name a deployment on that chain, or leave the endpoint out',
    );
  }
  return books.map((addressBook) => {
    const own = endpoints
      .filter(({ chainId }) => chainId === undefined || chainId === addressBook.chainId)
      .map(({ url }) => ({ url }));
    if (!own.some(({ url }) => url.startsWith('http'))) {
      throw new ChainsInvalid(
        `RPC_URL has no http(s) endpoint of chain ${addressBook.chainId}`,
        'name one beside the sockets: contracts are checked through it when the service starts',
      );
    }
    return { addressBook, endpoints: own };
  });
}
