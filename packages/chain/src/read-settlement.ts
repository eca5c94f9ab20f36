import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { outcomes, paymentRoles } from '@atoll/schemas/job';
import { type Chain } from './chain.ts';
import { numbered } from './read-asset.ts';
import { type ReceiptFields } from './sign.ts';
import { translated } from './translate.ts';

/** A credit that a settlement made, in the token's smallest unit. */
export interface ChainPayment {
  readonly role: (typeof paymentRoles)[number];
  readonly account: Address;
  readonly assetId: bigint;
  readonly amount: bigint;
}

/** How a job was settled, as the chain recorded it. */
export interface ChainSettlement {
  readonly receipt: ReceiptFields;
  readonly payments: readonly ChainPayment[];
  readonly blockNumber: number;
  readonly blockHash: Bytes32;
  readonly transactionHash: Bytes32;
}

/**
 * The receipt and payments of a settled job, or undefined where it was not settled by a receipt (yet).
 * @param options.fromBlock where to look from; default the deployment's first block
 */
export async function readSettlement(
  chain: Chain,
  jobId: Bytes32,
  options: { fromBlock?: number } = {},
): Promise<ChainSettlement | undefined> {
  const events = await translated('eth_getLogs', () =>
    chain.publicClient.getContractEvents({
      address: chain.addresses.jobs,
      abi: jobsAbi,
      eventName: 'JobSettled',
      args: { jobId },
      fromBlock: BigInt(options.fromBlock ?? chain.startBlock),
      strict: true,
    }),
  );
  const event = events[0];
  if (event === undefined) return undefined;
  const { receipt, payments } = event.args;
  return {
    receipt: {
      jobId: Bytes32.parse(receipt.jobId),
      outcome: numbered(outcomes, receipt.outcome, 'outcome'),
      computeSeconds: receipt.computeSeconds,
      resultDigest: Bytes32.parse(receipt.resultDigest),
      statementDigest: Bytes32.parse(receipt.statementDigest),
      outputsRoot: Bytes32.parse(receipt.outputsRoot),
    },
    payments: payments.map((payment) => ({
      role: numbered(paymentRoles, payment.role, 'payment role'),
      account: Address.parse(payment.account),
      assetId: payment.assetId,
      amount: payment.amount,
    })),
    blockNumber: Number(event.blockNumber),
    blockHash: Bytes32.parse(event.blockHash),
    transactionHash: Bytes32.parse(event.transactionHash),
  };
}
