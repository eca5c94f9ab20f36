import type { Address } from '@atoll/schemas/ids';
import type { Account, Chain as ViemChain, PublicClient, Transport, WalletClient } from 'viem';
import type { AddressBook } from '@atoll/contracts/address-book';
import type { ContractCall, ReceiptSummary } from './contract-call.ts';
import { WalletMissing } from './errors.ts';

/** A wallet that signs by itself: a key in memory, or a browser's. */
export type ChainWallet = WalletClient<Transport, ViemChain, Account>;

/** The contracts of a deployment, and who is credited the fees. */
export type ChainAddresses = Readonly<AddressBook['contracts']> & { readonly treasury: Address };

/** A connection to one deployment on one chain, checked by `connectChain`. Immutable; safe to share. */
export interface Chain {
  readonly publicClient: PublicClient<Transport, ViemChain>;
  readonly wallet?: ChainWallet;
  readonly chainId: number;
  readonly addresses: ChainAddresses;
  readonly tokens: AddressBook['tokens'];
  /** First block that can hold an event of the contracts. */
  readonly startBlock: number;
  /** Blocks on top of a block before it counts as final; 0 trusts the head (local chains). */
  readonly confirmations: number;
  /** Milliseconds between two looks at the head. */
  readonly pollingInterval: number;
  /** Takes calls in the wallet's place: nothing is sent. Set by `recordCalls` alone. */
  readonly record?: (call: ContractCall) => Promise<ReceiptSummary>;
}

/** The same connection with another account: what a browser wallet or a second key uses. */
export function withWallet(chain: Chain, wallet: ChainWallet): Chain {
  return { ...chain, wallet };
}

/**
 * The account that this connection signs with.
 * @throws WalletMissing `configuration_invalid`
 */
export function walletOf(chain: Chain): ChainWallet {
  if (chain.wallet === undefined) throw new WalletMissing();
  return chain.wallet;
}
