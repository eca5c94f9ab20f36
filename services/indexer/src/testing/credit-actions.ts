import { jobsAbi } from '@atoll/contracts/generated/jobs';
import type { Address } from '@atoll/schemas/ids';
import { encodeFunctionData } from 'viem';
import type { Actor, Role } from './actor.ts';

/** What happens to credit in the escrow's ledger. */
export function creditActions({ chain, contracts, send, token, wallets }: Actor) {
  const { jobs } = contracts;
  return {
    balanceOf: (account: Address) =>
      chain.publicClient.readContract({
        address: jobs,
        abi: jobsAbi,
        functionName: 'balanceOf',
        args: [token, account],
      }),
    /** Tokens of a wallet become credit of an account. */
    deposit: (role: Role, to: Address, amount: bigint, paidIn = token) =>
      send(
        role,
        jobs,
        encodeFunctionData({ abi: jobsAbi, functionName: 'deposit', args: [paidIn, to, amount] }),
      ),
    /** Credit moves from one account to another. */
    transferCredit: (role: Role, to: Address, amount: bigint) =>
      send(
        role,
        jobs,
        encodeFunctionData({ abi: jobsAbi, functionName: 'transfer', args: [token, to, amount] }),
      ),
    withdraw: (role: Role) =>
      send(
        role,
        jobs,
        encodeFunctionData({
          abi: jobsAbi,
          functionName: 'withdraw',
          args: [[token], wallets[role].address],
        }),
      ),
  };
}
