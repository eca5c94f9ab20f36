import type { Address, Hex } from '@atoll/schemas/ids';

/** An account of the local chain with its key. */
export interface Wallet {
  address: Address;
  privateKey: Hex;
}

/** Who plays what on a local chain; the accounts are those that it was started with. */
export interface Wallets {
  deployer: Wallet;
  treasury: Wallet;
  /** Owns the dataset and holds the custodian key of the provider. */
  dataOwner: Wallet;
  /** Owns the provider's registration, stake and payout. */
  provider: Wallet;
  /** The provider's hot key. */
  operator: Wallet;
  algorithmAuthor: Wallet;
  buyer: Wallet;
  stranger: Wallet;
}

/** Casts anvil's accounts, in order. */
export function castWallets(accounts: readonly Wallet[]): Wallets {
  const take = (index: number): Wallet => {
    const wallet = accounts[index];
    if (wallet === undefined) throw new RangeError(`the chain has no account ${index}`);
    return wallet;
  };
  return {
    deployer: take(0),
    treasury: take(1),
    dataOwner: take(2),
    provider: take(3),
    operator: take(4),
    algorithmAuthor: take(5),
    buyer: take(6),
    stranger: take(7),
  };
}
