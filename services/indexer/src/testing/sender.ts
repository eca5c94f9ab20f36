import { type Address, Hex } from '@atoll/schemas/ids';
import { numberToHex } from 'viem';
import type { Role } from './actor.ts';
import type { Market } from './market.ts';
import { minedOn } from './mined.ts';

/** A transaction of the market's story was reverted: the story is wrong. */
export class Reverted extends Error {}

const plenty = numberToHex(5_000_000n);

/** Who acts in anybody's name, contracts among them; every call resolves when it is mined, and throws where it is reverted. */
export function senderOf({ anvil, book, chain, wallets }: Market) {
  const mined = minedOn(chain);
  const sendAs = async (from: Address, to: Address, data: Hex): Promise<void> => {
    await anvil.rpc('anvil_setBalance', [from, numberToHex(10n ** 18n)]);
    await anvil.rpc('anvil_impersonateAccount', [from]);
    const hash = Hex.parse(await anvil.rpc('eth_sendTransaction', [{ from, to, data, gas: plenty }]));
    const receipt = await mined(hash);
    if (receipt.status !== 'success') throw new Reverted(`transaction to ${to} with ${data.slice(0, 10)}`);
  };
  return {
    sendAs,
    send: (role: Role, to: Address, data: Hex) => sendAs(wallets[role].address, to, data),
    asTimelock: (target: Address, data: Hex) => sendAs(book.contracts.timelock, target, data),
    /** Lets time pass and mines a block. */
    wait: async (seconds: number) => {
      await anvil.rpc('evm_increaseTime', [seconds]);
      await anvil.mine(1);
    },
    /** Mines a block of exactly this time. */
    waitUntil: async (time: number) => {
      await anvil.rpc('evm_setNextBlockTimestamp', [time]);
      await anvil.mine(1);
    },
  };
}
