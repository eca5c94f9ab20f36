import { createHash, randomBytes } from 'node:crypto';
import { type Chain } from '@atoll/chain/chain';
import { type AddressBook } from '@atoll/contracts/address-book';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { type RunningAnvil } from '@atoll/tests/support/anvil';
import { type Wallets } from '@atoll/tests/support/wallets';
import { createWalletClient, type Hex, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

export type Role = keyof Wallets;

/** Enough for everything here; given outright, so that a transaction that reverts is mined all the same. */
const gas = 3_000_000n;

export const digestOf = (bytes: Uint8Array): Bytes32 =>
  Bytes32.parse(`0x${createHash('sha256').update(bytes).digest('hex')}`);
export const randomDigest = (): Bytes32 => Bytes32.parse(`0x${randomBytes(32).toString('hex')}`);

/** Who acts on the chain. */
export type Actor = ReturnType<typeof createActor>;

export function createActor(anvil: RunningAnvil, chain: Chain, book: AddressBook, wallets: Wallets) {
  const client = (role: Role) =>
    createWalletClient({
      account: privateKeyToAccount(wallets[role].privateKey),
      chain: chain.publicClient.chain,
      transport: http(anvil.rpcUrl),
    });
  const mined = (hash: Hex) => chain.publicClient.waitForTransactionReceipt({ hash, pollingInterval: 10 });
  return {
    chain,
    wallets,
    contracts: book.contracts,
    token: Address.parse(book.tokens[0]?.address),
    signer: (role: Role) => privateKeyToAccount(wallets[role].privateKey),
    deployment: { chainId: book.chainId, jobs: book.contracts.jobs },
    /** Sends a transaction and waits until it is mined, whether or not it reverts. */
    send: async (role: Role, to: Address, data: Hex) =>
      mined(await client(role).sendTransaction({ to, data, gas })),
    /** Creates a contract. */
    create: async (role: Role, data: Hex) => mined(await client(role).sendTransaction({ data, gas })),
  };
}
