import { type RewardedJob, rewardWeights } from '@atoll/sdk/reward-weights';
import type { Address } from 'viem';
import { type Assumptions, gasOf, tokens } from '../assumptions.ts';
import type { Attack } from '../attack.ts';
import { type Random, seeded } from '../random.ts';
import { paymentsOf } from '../rules/split.ts';

const honestJobs = 1_500;
const farmedJobs = 400;
const farmAccounts = 40;
const fund = 10n ** 15n;

/** A seller buys from itself through many accounts, to be paid the rewards of an epoch. */
export function rewardFarming(assumptions: Assumptions): Attack {
  const random = seeded(20_260_101);
  const honest = Array.from({ length: honestJobs }, () => honestJob(random, assumptions));
  const farmed = Array.from({ length: farmedJobs }, (_, index) => farmedJob(index, assumptions));
  const jobs = [...honest, ...farmed];
  const paid = total(farmed.map(({ fee }) => fee));
  const gas = gasOf(assumptions.runGas * farmedJobs, assumptions);
  const moved = tokens(total(farmed.flatMap(contributed)), assumptions);
  const rewards = rewardWeights(jobs, { fund });
  const received = total(rewards.filter(({ account }) => isFarm(account)).map(({ amount }) => amount));
  const fees = total(jobs.map(({ fee }) => fee));
  const perThousand = (gain: bigint): number => ((tokens(gain - paid, assumptions) - gas) / moved) * 1_000;
  return {
    name: 'reward farming',
    findings: [
      {
        id: 'reward-farming.net',
        text: 'gain for each 1,000 tUSD that go round in a circle of 40 accounts',
        value: perThousand(received),
        unit: 'tUSD',
        bar: 0,
      },
      {
        id: 'reward-farming.by-value',
        text: 'gain if half of all fees were shared by value, as compute-heavy jobs of others pay most fees',
        value: perThousand(sharedByValue(jobs)),
        unit: 'tUSD',
      },
      {
        id: 'reward-farming.total',
        text: 'of all fees of the epoch, what rewards give back',
        value: (Number(total(rewards.map(({ amount }) => amount))) / Number(fees)) * 100,
        unit: '%',
        bar: 50,
      },
    ],
    boundedBy: 'a reward rate of at most one half of the fee that the same sale paid',
  };
}

/** The rule that was left: half of the epoch's fees, by value of data and algorithm. */
function sharedByValue(jobs: readonly RewardedJob[]): bigint {
  const budget = total(jobs.map(({ fee }) => fee)) / 2n;
  const all = total(jobs.flatMap(contributed));
  const farm = total(jobs.filter(({ buyer }) => isFarm(buyer)).flatMap(contributed));
  return (budget * farm) / all;
}

/** Training jobs: compute is the larger part of what they pay. */
function honestJob(random: Random, assumptions: Assumptions): RewardedJob {
  const seconds = BigInt(Math.floor(random() * 20_000));
  const price = BigInt(Math.floor(random() * 2_000)) * 10_000n;
  const order = { ...assumptions.order, dataPrices: [price], maxSeconds: 20_000n };
  const { data, algorithm, compute, fee } = paymentsOf(order, 'released', seconds);
  return {
    buyer: account(1, Math.floor(random() * 300)),
    fee,
    compute,
    disputed: false,
    contributions: [
      { account: account(2, Math.floor(random() * 60)), amount: data },
      { account: account(3, Math.floor(random() * 20)), amount: algorithm },
    ],
  };
}

/** One second of compute, all value in the data, each sale between another pair of the farm's accounts. */
function farmedJob(index: number, assumptions: Assumptions): RewardedJob {
  const order = { ...assumptions.order, dataPrices: [100_000_000n], algorithmPrice: 0n };
  const { data, compute, fee } = paymentsOf(order, 'released', 1n);
  return {
    buyer: account(farm, index % farmAccounts),
    fee,
    compute,
    disputed: false,
    contributions: [{ account: account(farm, (index * 7 + 1) % farmAccounts), amount: data }],
  };
}

const farm = 9;
const account = (group: number, index: number): Address =>
  `0x${group.toString(16)}${index.toString(16).padStart(39, '0')}`;
const isFarm = (address: Address): boolean => address.startsWith(`0x${farm}`);
const contributed = ({ contributions }: RewardedJob): bigint[] => contributions.map(({ amount }) => amount);
const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);
