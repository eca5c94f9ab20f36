import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import type { Order } from '@atoll/schemas/order';
import { encodeAbiParameters, encodeEventTopics, getAbiItem } from 'viem';
import { someContracts } from './some-contracts.ts';

const someone = Address.parse(`0x${'11'.repeat(20)}`);
const digest = Bytes32.parse(`0x${'22'.repeat(32)}`);
const leg = (assetId: bigint) => ({ assetId, metadataDigest: digest, payee: someone, price: 5n, series: 0 });

const order: Order = {
  buyer: someone,
  provider: someone,
  payout: someone,
  token: someone,
  environment: digest,
  datasets: [leg(1n), leg(2n)],
  algorithm: leg(3n),
  parametersDigest: digest,
  recipient: digest,
  pricePerSecond: 7n,
  maxSeconds: 60,
  failureCap: 100n,
  relayFee: 0n,
  feeRate: 500,
  runBy: 1000,
  reviewBy: 2000,
  settleBy: 3000,
  salt: digest,
};

const event = getAbiItem({ abi: jobsAbi, name: 'JobOrdered' });
const data = event.inputs.filter((input) => !('indexed' in input && input.indexed));
const [topic0, topic1, topic2, topic3] = encodeEventTopics({
  abi: jobsAbi,
  eventName: 'JobOrdered',
  args: { jobId: digest, buyer: someone, provider: someone },
});

/** What the log of an order holds, as the columns of `logs`. */
export const orderLog = {
  address: someContracts().jobs,
  topic0,
  topic1,
  topic2,
  topic3,
  data: encodeAbiParameters(data, [420n, order]),
  event: 'jobs.JobOrdered',
};
