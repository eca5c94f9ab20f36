import { AddressBook } from '@atoll/contracts/address-book';
import { z } from 'zod';

/**
 * What a browser has to know of a deployment before it can show or do anything: `GET /config.json` of the marketplace and of a provider's
 * desk, and the data block `atoll-config` of their pages. Everything in it is public.
 *
 * @example
 * const config = WebConfig.parse(await (await fetch('/config.json')).json());
 */
export const WebConfig = z.object({
  /** Name of the chain for people, e.g. `Base`. */
  chainName: z.string().min(1).max(60),
  addressBook: AddressBook,
  /** JSON-RPC endpoint that browsers may read the chain from. */
  rpcUrl: z.url(),
  indexerUrl: z.url(),
  marketplaceUrl: z.url(),
  /** Block explorer; `/tx/{hash}`, `/address/{address}` and `/block/{number}` are below it. */
  explorerUrl: z.url().optional(),
  /** Blocks on top before something counts as final. */
  confirmations: z.int().nonnegative(),
});
export type WebConfig = z.infer<typeof WebConfig>;
