import { jobIdOf } from '@atoll/chain/job-id';
import { signCancel, signQuote, signReceipt, signReport } from '@atoll/chain/sign';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import { type Outcome, outcomes } from '@atoll/schemas/job';
import type { Order } from '@atoll/schemas/order';
import { encodeFunctionData, zeroHash } from 'viem';
import { type Actor, randomDigest, type Role } from './actor.ts';

/** What happens in the escrow. */
export function jobActions({ chain, contracts, deployment, send, signer, token, wallets }: Actor) {
  const { jobs } = contracts;
  return {
    jobIdOf: (details: Order): Bytes32 => jobIdOf(details, deployment),
    async order(details: Order): Promise<Bytes32> {
      const jobId = jobIdOf(details, deployment);
      const validUntil = details.runBy;
      const signature = await signQuote(signer('operator'), { jobId, validUntil }, deployment);
      const data = encodeFunctionData({
        abi: jobsAbi,
        functionName: 'order',
        args: [details, { validUntil, signature }],
      });
      await send('buyer', jobs, data);
      return jobId;
    },
    /** Whether a job was ordered and has not ended. */
    async isOpen(jobId: Bytes32): Promise<boolean> {
      const args = [jobId] as const;
      const [state] = await chain.publicClient.readContract({
        address: jobs,
        abi: jobsAbi,
        functionName: 'stateOf',
        args,
      });
      return state === 1 || state === 2;
    },
    async settle(details: Order, outcome: Outcome, computeSeconds: number, outputsRoot: Bytes32 = zeroHash) {
      const jobId = jobIdOf(details, deployment);
      const resultDigest = outcome === 'released' ? randomDigest() : zeroHash;
      const receipt = {
        jobId,
        computeSeconds,
        resultDigest,
        statementDigest: randomDigest(),
        outputsRoot,
      };
      const signature = await signReceipt(signer('operator'), { ...receipt, outcome }, deployment);
      const args = [details, { ...receipt, outcome: outcomes.indexOf(outcome) }, signature] as const;
      return send('operator', jobs, encodeFunctionData({ abi: jobsAbi, functionName: 'settle', args }));
    },
    async report(details: Order, computeSeconds: number) {
      const jobId = jobIdOf(details, deployment);
      const signature = await signReport(signer('operator'), { jobId, computeSeconds }, deployment);
      const args = [details, computeSeconds, signature] as const;
      return send('operator', jobs, encodeFunctionData({ abi: jobsAbi, functionName: 'reportRun', args }));
    },
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
    /** Ends a reported run whose owner kept silent past the time for review. */
    finalizeWithheld: (details: Order) =>
      send(
        'stranger',
        jobs,
        encodeFunctionData({ abi: jobsAbi, functionName: 'finalizeWithheld', args: [details] }),
      ),
    /** Ends an order by the signatures of both. */
    async cancel(details: Order) {
      const jobId = jobIdOf(details, deployment);
      const signatures = await Promise.all([
        signCancel(signer('buyer'), jobId, deployment),
        signCancel(signer('operator'), jobId, deployment),
      ]);
      const args = [details, ...signatures] as const;
      return send('stranger', jobs, encodeFunctionData({ abi: jobsAbi, functionName: 'cancel', args }));
    },
    expire: (details: Order) =>
      send('stranger', jobs, encodeFunctionData({ abi: jobsAbi, functionName: 'expire', args: [details] })),
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
