import { jobIdOf } from '@atoll/chain/job-id';
import { signCancel, signOrder, signQuote, signReceipt, signReport } from '@atoll/chain/sign';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import type { Bytes32 } from '@atoll/schemas/ids';
import { type Outcome, outcomes } from '@atoll/schemas/job';
import type { Order } from '@atoll/schemas/order';
import { encodeFunctionData, zeroHash } from 'viem';
import { type Actor, randomDigest, type Role } from './actor.ts';

/** What happens in the escrow. */
export function jobActions({ chain, contracts, deployment, send, signer }: Actor) {
  const { jobs } = contracts;
  const quoteOf = async (details: Order) => {
    const quote = { jobId: jobIdOf(details, deployment), validUntil: details.runBy };
    const signature = await signQuote(signer('operator'), quote, deployment);
    return { validUntil: quote.validUntil, signature };
  };
  /** A receipt as the contract takes it, and the operator's signature of it. */
  const receiptOf = async (
    details: Order,
    outcome: Outcome,
    computeSeconds: number,
    outputsRoot: Bytes32 = zeroHash,
  ) => {
    const receipt = {
      ...{
        jobId: jobIdOf(details, deployment),
        computeSeconds,
        statementDigest: randomDigest(),
        outputsRoot,
      },
      resultDigest: outcome === 'released' ? randomDigest() : zeroHash,
    };
    const signature = await signReceipt(signer('operator'), { ...receipt, outcome }, deployment);
    return [{ ...receipt, outcome: outcomes.indexOf(outcome) }, signature] as const;
  };
  return {
    jobIdOf: (details: Order): Bytes32 => jobIdOf(details, deployment),
    async order(details: Order): Promise<Bytes32> {
      const args = [details, await quoteOf(details)] as const;
      await send('buyer', jobs, encodeFunctionData({ abi: jobsAbi, functionName: 'order', args }));
      return jobIdOf(details, deployment);
    },
    /** An order that its buyer signs and somebody else sends. */
    async orderBySignature(relayer: Role, details: Order) {
      const signature = await signOrder(signer('buyer'), details, deployment);
      const args = [details, await quoteOf(details), signature, '0x'] as const;
      return send(relayer, jobs, encodeFunctionData({ abi: jobsAbi, functionName: 'orderBySig', args }));
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
    async settle(details: Order, outcome: Outcome, computeSeconds: number, outputsRoot?: Bytes32) {
      const args = [details, ...(await receiptOf(details, outcome, computeSeconds, outputsRoot))] as const;
      return send('operator', jobs, encodeFunctionData({ abi: jobsAbi, functionName: 'settle', args }));
    },
    /** Several ends in one transaction. */
    async settleMany(ends: readonly { order: Order; outcome: Outcome; seconds: number }[]) {
      const receipts = await Promise.all(
        ends.map(({ order, outcome, seconds }) => receiptOf(order, outcome, seconds)),
      );
      const args = [
        ends.map(({ order }) => order),
        receipts.map(([receipt]) => receipt),
        receipts.map(([, signature]) => signature),
      ] as const;
      return send('operator', jobs, encodeFunctionData({ abi: jobsAbi, functionName: 'settleMany', args }));
    },
    async report(details: Order, computeSeconds: number) {
      const jobId = jobIdOf(details, deployment);
      const signature = await signReport(signer('operator'), { jobId, computeSeconds }, deployment);
      const args = [details, computeSeconds, signature] as const;
      return send('operator', jobs, encodeFunctionData({ abi: jobsAbi, functionName: 'reportRun', args }));
    },
    feeRate: () => chain.publicClient.readContract({ address: jobs, abi: jobsAbi, functionName: 'feeRate' }),
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
  };
}
