import type { Address, Hex } from '@atoll/schemas/ids';
import type { Clock } from '../clock.ts';
import type { SignInStore } from './store.ts';

/** What signing in works with. */
export interface SignInContext {
  readonly store: SignInStore;
  readonly clock: Clock;
  readonly chainId: number;
  /** The service's public origin, e.g. `https://market.example`: browsers sign in there and nowhere else. */
  readonly origin: string;
  /** Origins of pages elsewhere that may sign in, and then carry a bearer token; none: `[]`. */
  readonly deskOrigins: readonly string[];
  /** Whether the text was signed by the account (`verifyMessage` of the chain package: keys and ERC-1271). */
  readonly verify: (message: string, address: Address, signature: Hex) => Promise<boolean>;
}
