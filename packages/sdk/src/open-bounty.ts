import { type BountyKind, bountyKinds } from '@atoll/schemas/bounty';
import { type Chain, walletOf } from '@atoll/chain/chain';
import { translated } from '@atoll/chain/translate';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { Address, type Bytes32 } from '@atoll/schemas/ids';
import { bountiesOf } from './bounty.ts';
import type { MarketContext } from './context.ts';
import { ensureAllowance } from './ensure-allowance.ts';
import { createSalt } from './outputs-root.ts';

/** What a bounty is for and who decides; part of its id, so an id never comes to mean something else. */
export interface BountyTerms {
  readonly kind: BountyKind;
  /** Of the pot. */
  readonly token: Address;
  /** Sha-256 of the document that says what is wanted. */
  readonly specification: Bytes32;
  /** Who awards; trusted with the whole pot by everyone who adds to it or works for it. */
  readonly judge: Address;
  /** Last block time, in seconds, for contributions and submissions; at most a year ahead. */
  readonly submitUntil: number;
  /** Last block time, in seconds, for awards; 1 to 90 days after `submitUntil`. */
  readonly decideUntil: number;
  /** Makes bounties differ that are otherwise the same. */
  readonly salt: Bytes32;
}

const termsForChain = (terms: BountyTerms) => ({ ...terms, kind: bountyKinds.indexOf(terms.kind) });

/** The call of {@link openBounty}, for an act that somebody else sends. The amount is taken from the wallet. */
export function openBountyCall(
  chain: Chain,
  { amount, ...terms }: BountyTerms & { amount: bigint },
): ContractCall {
  return { ...bountiesOf(chain), functionName: 'open', args: [termsForChain(terms), amount] };
}

/** The id of a bounty: a hash of the chain, the contract, who opens it and the terms. */
export function bountyIdOf(chain: Chain, funder: Address, terms: BountyTerms): Promise<Bytes32> {
  return translated('Bounties.bountyIdOf', () =>
    chain.publicClient.readContract({
      ...bountiesOf(chain),
      functionName: 'bountyIdOf',
      args: [funder, termsForChain(terms)],
    }),
  );
}

/**
 * Puts up a pot for data, a model or a fix. Nobody has it back before awards end, except where nothing was submitted in time.
 *
 * @param input.amount in the token's smallest unit
 * @param input.salt default a random one
 * @throws AtollError `malformed_request` for terms that do not hold, `conflict` where the same bounty was opened, `insufficient_escrow`,
 * `invalid_order` where the token is not accepted
 * @example
 * const { bountyId } = await openBounty(ctx, {
 *   kind: 'data', token, amount: 500_000_000n, specification: await sha256(bytes), judge, submitUntil, decideUntil: submitUntil + 7 * 86_400,
 * });
 */
export async function openBounty(
  ctx: MarketContext,
  input: Omit<BountyTerms, 'salt'> & { amount: bigint; salt?: Bytes32 },
): Promise<{ bountyId: Bytes32; receipt: ReceiptSummary }> {
  const { chain } = ctx;
  const { amount, ...rest } = input;
  const terms = { ...rest, salt: input.salt ?? createSalt() };
  await ensureAllowance(ctx, { token: terms.token, spender: chain.addresses.bounties, amount });
  const receipt = await simulateThenSend(chain, openBountyCall(chain, { ...terms, amount }));
  return {
    bountyId: await bountyIdOf(chain, Address.parse(walletOf(chain).account.address), terms),
    receipt,
  };
}
