import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { outcomes } from '@atoll/schemas/job';
import type { Order } from '@atoll/schemas/order';
import { encodeAbiParameters, getAbiItem, type Hex, keccak256, zeroHash } from 'viem';
import type { Chain } from './chain.ts';
import { attributed, type ChainPayment, unpackPayment } from './payments.ts';
import { numbered } from './read-asset.ts';
import { type JobLog, readJobLogs } from './read-job-logs.ts';
import { readJobState } from './read-job-state.ts';
import { type ReceiptFields, receiptForChain } from './sign.ts';
import { translated } from './translate.ts';

/** How a job ended, with everything that proves it against the escrow. */
export interface ChainJobEnd {
  readonly jobId: Bytes32;
  readonly order: Order;
  /** What the provider signed; for an end without a receipt what the escrow put in its place: outcome, reported seconds, no digests. */
  readonly receipt: ReceiptFields;
  /** Whether a signed receipt ended it. */
  readonly signed: boolean;
  readonly payments: readonly ChainPayment[];
  /** The payments as the event packs them, which is how they are proved. */
  readonly words: readonly bigint[];
  /** Block times in seconds. */
  readonly orderedAt: number;
  readonly endedAt: number;
  readonly blockNumber: number;
  readonly blockHash: Bytes32;
  readonly transactionHash: Bytes32;
}

/**
 * How a job ended, put together from its events; undefined where it has not ended (yet). The escrow's record is asked first, so that no
 * event is looked for which is not there.
 *
 * @throws ChainUnavailable (retryable)
 * @example
 * const end = await readJobEnd(chain, jobId);
 * if (end !== undefined) await simulateThenSend(chain, { …, args: [end.order, jobEndForChain(end), evidence] });
 */
export async function readJobEnd(chain: Chain, jobId: Bytes32): Promise<ChainJobEnd | undefined> {
  const { state } = await readJobState(chain, jobId);
  if (state !== 'ended') return undefined;
  const { ordered, reported, ended } = await readEvents(chain, jobId);
  if (ordered === undefined || ended === undefined) return undefined;
  const order = orderOf(ordered.args.order);
  const words = ended.args.payments;
  const [orderedAt, endedAt] = await Promise.all([
    timeOf(chain, ordered.blockHash),
    timeOf(chain, ended.blockHash),
  ]);
  const receipt: ReceiptFields =
    ended.eventName === 'JobSettled'
      ? receiptOf(ended.args.receipt)
      : {
          jobId,
          outcome: numbered(outcomes, ended.args.outcome, 'outcome'),
          computeSeconds: reported?.args.computeSeconds ?? 0,
          resultDigest: zeroHash,
          statementDigest: zeroHash,
          outputsRoot: zeroHash,
        };
  return {
    jobId,
    order,
    receipt,
    signed: ended.eventName === 'JobSettled',
    payments: attributed(words.map(unpackPayment), order),
    words,
    orderedAt,
    endedAt,
    blockNumber: Number(ended.blockNumber),
    blockHash: Bytes32.parse(ended.blockHash),
    transactionHash: Bytes32.parse(ended.transactionHash),
  };
}

/** The part of {@link ChainJobEnd} that the escrow keeps a hash of. */
export type ProvableEnd = Pick<ChainJobEnd, 'receipt' | 'words' | 'orderedAt' | 'endedAt'>;

/** An end as `Disputes`, `Ratings` and `AssetRegistry.publishDerived` take it: `JobEnd` of `types/Order.sol`. */
export function jobEndForChain({ receipt, words, orderedAt, endedAt }: ProvableEnd) {
  return { receipt: receiptForChain(receipt), payments: words, orderedAt, endedAt };
}

/**
 * What `Jobs.endOf` answers for a job that ended so: the upper 31 bytes of
 * keccak256(abi.encode(keccak256(abi.encode(receipt, payments)), orderedAt, endedAt)).
 */
export function jobProof(end: ProvableEnd): Hex {
  const inner = keccak256(encodeAbiParameters(receiptAndPayments, [receiptForChain(end.receipt), end.words]));
  const outer = keccak256(
    encodeAbiParameters(
      [{ type: 'bytes32' }, { type: 'uint40' }, { type: 'uint40' }],
      [inner, end.orderedAt, end.endedAt],
    ),
  );
  return `0x${outer.slice(2, 64)}`;
}

const [, receiptParameter, paymentsParameter] = getAbiItem({ abi: jobsAbi, name: 'JobSettled' }).inputs;
const receiptAndPayments = [receiptParameter, paymentsParameter] as const;

/** The events that tell of an end. The order is a job's first event, so that nothing is looked for below it. */
async function readEvents(chain: Chain, jobId: Bytes32) {
  const head = await translated('eth_blockNumber', () => chain.publicClient.getBlockNumber({ cacheTime: 0 }));
  const logs: JobLog[] = [];
  for await (const span of readJobLogs(chain, { jobId, from: chain.startBlock, to: Number(head) })) {
    logs.unshift(...span);
    if (span.some(({ eventName }) => eventName === 'JobOrdered')) break;
  }
  return {
    ordered: logs.find((log) => log.eventName === 'JobOrdered'),
    reported: logs.find((log) => log.eventName === 'JobReported'),
    ended: logs.find((log) => log.eventName === 'JobSettled' || log.eventName === 'JobEnded'),
  };
}

async function timeOf(chain: Chain, blockHash: Hex): Promise<number> {
  const block = await translated('eth_getBlockByHash', () => chain.publicClient.getBlock({ blockHash }));
  return Number(block.timestamp);
}

type OrderArgs = Extract<JobLog, { eventName: 'JobOrdered' }>['args']['order'];
type ReceiptArgs = Extract<JobLog, { eventName: 'JobSettled' }>['args']['receipt'];

function receiptOf(receipt: ReceiptArgs): ReceiptFields {
  return {
    jobId: Bytes32.parse(receipt.jobId),
    outcome: numbered(outcomes, receipt.outcome, 'outcome'),
    computeSeconds: receipt.computeSeconds,
    resultDigest: Bytes32.parse(receipt.resultDigest),
    statementDigest: Bytes32.parse(receipt.statementDigest),
    outputsRoot: Bytes32.parse(receipt.outputsRoot),
  };
}

function orderOf(order: OrderArgs): Order {
  const legOf = (leg: Order['algorithm']) => ({ ...leg, payee: Address.parse(leg.payee) });
  return {
    ...order,
    buyer: Address.parse(order.buyer),
    provider: Address.parse(order.provider),
    payout: Address.parse(order.payout),
    token: Address.parse(order.token),
    datasets: order.datasets.map(legOf),
    algorithm: legOf(order.algorithm),
  };
}
