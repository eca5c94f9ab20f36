import { createHash, randomBytes } from 'node:crypto';
import type { Chain } from '@atoll/chain/chain';
import type { AddressBook } from '@atoll/contracts/address-book';
import { Address, Bytes32, Hex } from '@atoll/schemas/ids';
import type { RunningAnvil } from '@atoll/tests/support/anvil';
import type { Wallets } from '@atoll/tests/support/wallets';
import { numberToHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { minedOn } from './mined.ts';

export type Role = keyof Wallets;

/** Enough for everything here; given outright, so that a transaction that reverts is mined all the same. */
const gas = 3_000_000n;

export const digestOf = (bytes: Uint8Array): Bytes32 =>
  Bytes32.parse(`0x${createHash('sha256').update(bytes).digest('hex')}`);
export const randomDigest = (): Bytes32 => Bytes32.parse(`0x${randomBytes(32).toString('hex')}`);

/** Who acts on the chain. */
export type Actor = ReturnType<typeof createActor>;

export function createActor(anvil: RunningAnvil, chain: Chain, book: AddressBook, wallets: Wallets) {
  const mined = minedOn(chain);
  // The node signs for its own accounts: one question instead of the five that a client asks before it signs. A deed takes half the time.
  const sendFrom = async (role: Role, transaction: { to?: Address; data: Hex }) =>
    mined(
      Hex.parse(
        await anvil.rpc('eth_sendTransaction', [
          { from: wallets[role].address, ...transaction, gas: numberToHex(gas) },
        ]),
      ),
    );
  return {
    chain,
    wallets,
    contracts: book.contracts,
    token: Address.parse(book.tokens[0]?.address),
    signer: (role: Role) => privateKeyToAccount(wallets[role].privateKey),
    deployment: { chainId: book.chainId, jobs: book.contracts.jobs },
    /** Sends a transaction and waits until it is mined, whether or not it reverts. */
    send: (role: Role, to: Address, data: Hex) => sendFrom(role, { to, data }),
    /** Sends a transaction in the name of an account whose key nobody has, a contract for example. */
    sendAs: async (from: Address, to: Address, data: Hex) => {
      await anvil.rpc('anvil_setBalance', [from, numberToHex(10n ** 18n)]);
      await anvil.rpc('anvil_impersonateAccount', [from]);
      return mined(
        Hex.parse(await anvil.rpc('eth_sendTransaction', [{ from, to, data, gas: numberToHex(gas) }])),
      );
    },
    /** Creates a contract. */
    create: (role: Role, data: Hex) => sendFrom(role, { data }),
  };
}
