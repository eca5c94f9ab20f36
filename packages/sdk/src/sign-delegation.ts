import type { Chain } from '@atoll/chain/chain';
import { blockTime } from '@atoll/chain/read-block-time';
import { translated } from '@atoll/chain/translate';
import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { atollTokenAbi } from '@atoll/contracts/generated/atollToken';
import { AtollError } from '@atoll/schemas/error';
import { Address, Amount, Hex } from '@atoll/schemas/ids';
import { isAddressEqual, parseSignature, recoverTypedDataAddress } from 'viem';
import { z } from 'zod';
import type { MarketContext } from './context.ts';

/** Whom an account lets vote for it, signed, for anybody to send (ERC-5805 `Delegation`). Amounts are decimal strings. */
export const SignedDelegation = z.object({
  /** Who signed. */
  account: Address,
  delegatee: Address,
  /** The token's nonce of the account, which permits share. */
  nonce: Amount,
  /** Last block time, in seconds, at which it can be sent. */
  expiry: z.int().positive(),
  signature: Hex,
});
export type SignedDelegation = z.infer<typeof SignedDelegation>;

class DelegationRefused extends AtollError {
  constructor(what: string) {
    super({
      code: 'invalid_signature',
      message: `the delegation is refused: ${what}`,
      hint: 'ask the holder to sign it again',
    });
  }
}

const defaultValidFor = 7 * 86_400;
const types = {
  Delegation: [
    { name: 'delegatee', type: 'address' },
    { name: 'nonce', type: 'uint256' },
    { name: 'expiry', type: 'uint256' },
  ],
} as const;

function typedDataOf(
  chain: Chain,
  { delegatee, nonce, expiry }: Pick<SignedDelegation, 'delegatee' | 'nonce' | 'expiry'>,
) {
  return {
    domain: { name: 'Atoll', version: '1', chainId: chain.chainId, verifyingContract: chain.addresses.token },
    types,
    primaryType: 'Delegation',
    message: { delegatee, nonce: BigInt(nonce), expiry: BigInt(expiry) },
  } as const;
}

const nonceOf = (chain: Chain, account: Address) =>
  translated('AtollToken.nonces', () =>
    chain.publicClient.readContract({
      address: chain.addresses.token,
      abi: atollTokenAbi,
      functionName: 'nonces',
      args: [account],
    }),
  );

/**
 * Signs whom the account lets vote with its tokens. Costs nothing; it counts once anybody has sent it by {@link sendDelegation}. The next one
 * that is signed and sent takes its place.
 *
 * @param input.to default the account itself
 * @param input.validFor seconds; default a week
 * @example const signed = await signDelegation(holder, { to: delegate });
 */
export async function signDelegation(
  { chain, account }: MarketContext,
  input: { to?: Address; validFor?: number },
): Promise<SignedDelegation> {
  const holder = Address.parse(account.address);
  const fields = {
    delegatee: input.to ?? holder,
    nonce: (await nonceOf(chain, holder)).toString(),
    expiry: (await blockTime(chain)) + (input.validFor ?? defaultValidFor),
  };
  return { account: holder, ...fields, signature: await account.signTypedData(typedDataOf(chain, fields)) };
}

/**
 * Sends a delegation that somebody signed. The chain does not ask who was meant to have signed: a signature of other fields would count for
 * some other account, so it is checked here first.
 *
 * @throws AtollError `invalid_signature` where it is not the account's, was used or is too late
 * @example await sendDelegation(ctx, SignedDelegation.parse(JSON.parse(text)));
 */
export async function sendDelegation(
  { chain }: MarketContext,
  signed: SignedDelegation,
): Promise<ReceiptSummary> {
  const { account, delegatee, nonce, expiry, signature } = signed;
  const signer = await recovered(chain, signed);
  if (signer === undefined || !isAddressEqual(signer, account))
    throw new DelegationRefused('another account has signed it, or for another market');
  if ((await nonceOf(chain, account)) !== BigInt(nonce))
    throw new DelegationRefused('it was used already, or a later one was');
  if ((await blockTime(chain)) > expiry) throw new DelegationRefused('its time is over');
  const { r, s, yParity } = parseSignature(signature);
  return simulateThenSend(chain, {
    address: chain.addresses.token,
    abi: atollTokenAbi,
    functionName: 'delegateBySig',
    args: [delegatee, BigInt(nonce), BigInt(expiry), 27 + yParity, r, s],
  });
}

async function recovered(chain: Chain, signed: SignedDelegation): Promise<Address | undefined> {
  try {
    return await recoverTypedDataAddress({ ...typedDataOf(chain, signed), signature: signed.signature });
  } catch {
    // What is no signature at all is nobody's.
    return undefined;
  }
}
