import { z } from 'zod';
import { Address, Amount96, BlockTime, Bytes32, type Hex, hexUpTo, RelayedSignature } from './ids.ts';

/** Most calls that one act may hold. */
export const mostCalls = 8;

/** Most bytes of the data of one call: whoever relays an act pays for each of them. */
export const mostCallBytes = 8192;

/** One call of a signed act. */
export const CallWire = z.object({ target: Address, data: hexUpTo(mostCallBytes) });

/** An act as it travels in JSON: the fields of `Act` in `interfaces/IRelay.sol`, the fee as a decimal string. */
export const ActWire = z.object({
  account: Address,
  calls: z.array(CallWire).min(1).max(mostCalls),
  feeToken: Address,
  fee: Amount96,
  deadline: BlockTime,
  salt: Bytes32,
});
export type ActWire = z.infer<typeof ActWire>;

/** What an account wants done by whoever sends it, as `Relay.execute` takes it: all calls in order, or none. */
export interface Act {
  account: Address;
  calls: readonly { target: Address; data: Hex }[];
  /** Token of the fee, which is taken from the account's credit before the calls. */
  feeToken: Address;
  fee: bigint;
  /** Block time in seconds until which it may be sent. */
  deadline: number;
  /** Tells acts apart that are otherwise the same: each is executed once. */
  salt: Bytes32;
}

/** Money is bigint inside. */
export function actFromWire(wire: ActWire): Act {
  return { ...wire, fee: BigInt(wire.fee) };
}

/** The JSON form of an act. */
export function actToWire(act: Act): ActWire {
  return { ...act, calls: [...act.calls], fee: act.fee.toString() };
}

/** A signed act for a relayer to send: its account needs no native coin. */
export const RelayActRequest = z.object({
  act: ActWire,
  /** EIP-712 signature of the act by its account, or what its contract accepts (ERC-1271). */
  signature: RelayedSignature,
});
export type RelayActRequest = z.infer<typeof RelayActRequest>;

/** A relayed act. `digest` is what `Relay` keeps to execute it once. */
export const RelayedAct = z.object({ digest: Bytes32, transaction: Bytes32 });
export type RelayedAct = z.infer<typeof RelayedAct>;

/** What a relayer asks for an act, per token that it takes. */
export const RelayTerms = z.object({
  fees: z.array(z.object({ token: Address, fee: Amount96 })),
});
export type RelayTerms = z.infer<typeof RelayTerms>;
