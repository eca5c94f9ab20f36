import { z } from 'zod';
import { Address, Amount, ChainId, Hex } from './ids.ts';

/** A transaction for the account's own wallet: it was tried against the next block and would succeed now. */
export const PreparedTransaction = z.object({
  to: Address,
  data: Hex,
  /** Native coin that goes with it, in wei. */
  value: Amount,
  chainId: z.int().positive(),
  /** Gas limit, with room for what others change meanwhile. */
  gas: Amount,
  /** What it does, in plain words, from the very data that is to be signed. */
  says: z.string(),
});
export type PreparedTransaction = z.infer<typeof PreparedTransaction>;

/** EIP-712 typed data as `eth_signTypedData_v4` takes it; numbers are decimal strings. */
export const PreparedSignature = z.object({
  purpose: z.enum(['order', 'permit']),
  says: z.string(),
  typedData: z.object({
    domain: z.record(z.string(), z.unknown()),
    types: z.record(z.string(), z.array(z.object({ name: z.string(), type: z.string() }))),
    primaryType: z.string(),
    message: z.record(z.string(), z.unknown()),
  }),
});
export type PreparedSignature = z.infer<typeof PreparedSignature>;

/** What the account has to do, in this order. Nothing of it was sent: the marketplace holds no key. */
export const PreparedActs = z.object({
  account: Address,
  chain: ChainId,
  /** Empty where nothing is left to do, or where signatures alone do it. */
  transactions: z.array(PreparedTransaction),
  signatures: z.array(PreparedSignature).optional(),
  /** What it makes, and the id of it. */
  makes: z
    .object({
      kind: z.enum(['asset', 'order', 'proposal', 'bounty', 'channel', 'environment']),
      id: z.string(),
    })
    .optional(),
});
export type PreparedActs = z.infer<typeof PreparedActs>;
